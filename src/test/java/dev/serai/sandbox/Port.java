package dev.serai.sandbox;

import dev.serai.Configuration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port of this machine, and the key that moves it. */
record Port(String key, int number) {

    /** @throws Sandbox.NotStarted if it is no number of a port */
    static Port of(Configuration configuration, String key, int ifAbsent) throws Sandbox.NotStarted {
        String given = configuration.getProperty(key);
        try {
            int number = given == null ? ifAbsent : Integer.parseInt(given);
            if (number >= 1 && number <= 65_535) {
                return new Port(key, number);
            }
        } catch (NumberFormatException e) {
            // said below, with the same words as for a number out of range
        }
        throw new Sandbox.NotStarted(key + " must be a whole number from 1 to 65535");
    }

    /** @throws Sandbox.NotStarted if somebody listens there already */
    void mustBeFree() throws Sandbox.NotStarted {
        try (ServerSocket socket = new ServerSocket(number, 1, InetAddress.getLoopbackAddress())) {
            socket.setReuseAddress(true);
        } catch (IOException e) {
            throw new Sandbox.NotStarted("port " + number + " is in use; stop what listens there, or set "
                    + Configuration.variable(key) + " to a free one (key " + key + ")");
        }
    }
}

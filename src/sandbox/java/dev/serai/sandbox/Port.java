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
        int number = given == null ? ifAbsent : given.matches("\\d{1,5}") ? Integer.parseInt(given) : 0;
        if (number < 1 || number > 65_535) {
            throw new Sandbox.NotStarted(key + " must be a whole number from 1 to 65535");
        }
        return new Port(key, number);
    }

    /** @throws Sandbox.NotStarted if somebody listens there already */
    void mustBeFree() throws Sandbox.NotStarted {
        try {
            new ServerSocket(number, 1, InetAddress.getLoopbackAddress()).close();
        } catch (IOException e) {
            throw new Sandbox.NotStarted("port " + number + " is in use; stop what listens there, or set "
                    + Configuration.variable(key) + " to a free one (key " + key + ")");
        }
    }
}

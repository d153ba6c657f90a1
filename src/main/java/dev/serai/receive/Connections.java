package dev.serai.receive;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many connections are open, in all and for each address. All event loops share it. */
final class Connections {
    private static final Logger log = LoggerFactory.getLogger(Connections.class);
    /** An IPv6 host has a network of this many bytes to itself, and all its addresses. */
    private static final int NETWORK_BYTES = 8;

    private final int most;
    private final int mostPerAddress;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

    /** @param free file descriptors that the process may still open */
    Connections(int most, int mostPerAddress, long free) {
        // the last third is for the journal, the destinations and the management port
        this.most = (int) Math.max(1, Math.min(most, free / 3 * 2));
        this.mostPerAddress = Math.max(1, Math.min(mostPerAddress, this.most / 4 * 3));
    }

    static Connections of(ReceiveSettings settings) {
        Connections connections =
                new Connections(settings.maxConnections(), settings.maxConnectionsPerAddress(), freeDescriptors());
        if (connections.most < settings.maxConnections()) {
            log.warn(
                    "receive.max-connections={} but only {} are accepted, because this process may open no more files;"
                            + " raise the limit (ulimit -n, or LimitNOFILE of systemd)",
                    settings.maxConnections(),
                    connections.most);
        }
        return connections;
    }

    private static long freeDescriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    int most() {
        return most;
    }

    int mostPerAddress() {
        return mostPerAddress;
    }

    /** @return false if there are too many; otherwise {@link #closed} must follow */
    boolean opened(InetAddress address) {
        boolean fits = open.incrementAndGet() <= most;
        fits &= byAddress.merge(network(address), 1, Integer::sum) <= mostPerAddress;
        if (!fits) {
            closed(address);
        }
        return fits;
    }

    void closed(InetAddress address) {
        open.decrementAndGet();
        byAddress.computeIfPresent(network(address), (any, count) -> count == 1 ? null : count - 1);
    }

    /** Whether so few places are left that connections without a receipt have to prove themselves soon. */
    boolean crowded() {
        return open.get() > most / 2;
    }

    private static InetAddress network(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        try {
            byte[] bytes = address.getAddress();
            Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of 16 bytes is one", e);
        }
    }
}

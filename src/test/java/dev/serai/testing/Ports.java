package dev.serai.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports, of a range from which the system gives none to clients. So no client of another test takes one before its server
 * listens, and a client that knocks while nothing listens is not connected to itself.
 */
public final class Ports {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 30_000;
    /** Processes that run tests beside each other give out different ports, since some time passes until a server listens. */
    private static final int PROCESSES = 16;

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    public static int free() {
        return ThreadLocalRandom.current()
                .ints(LOWEST, HIGHEST)
                .filter(port -> port % PROCESSES == ProcessHandle.current().pid() % PROCESSES)
                .filter(Ports::isFree)
                .filter(port -> GIVEN.add(port) || GIVEN.size() > (HIGHEST - LOWEST) / PROCESSES / 2)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try {
            new ServerSocket(port).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

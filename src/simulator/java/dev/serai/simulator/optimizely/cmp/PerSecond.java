package dev.serai.simulator.optimizely.cmp;

import java.util.ArrayDeque;
import java.util.Deque;

/** So many requests within any second. */
final class PerSecond {
    private static final long SECOND = 1_000_000_000L;
    private final Deque<Long> taken = new ArrayDeque<>();
    private int perSecond = 10;

    /** 0 for no limit. */
    synchronized void perSecond(int requests) {
        perSecond = requests;
    }

    synchronized boolean take() {
        if (perSecond == 0) {
            return true;
        }
        long now = System.nanoTime();
        while (!taken.isEmpty() && now - taken.peekFirst() >= SECOND) {
            taken.removeFirst();
        }
        if (taken.size() >= perSecond) {
            return false;
        }
        return taken.add(now);
    }
}

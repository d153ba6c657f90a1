package dev.serai.dispatch;

import java.util.ArrayDeque;
import java.util.Deque;

/** The deliveries of some contacts, of which one batch at most is out. Guarded by its {@link InFlight}. */
final class Partition {
    final Deque<Delivery> queue = new ArrayDeque<>();
    boolean busy;
}

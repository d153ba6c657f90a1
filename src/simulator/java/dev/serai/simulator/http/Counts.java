package dev.serai.simulator.http;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often each thing happened. */
public final class Counts<K extends Comparable<K>> {
    private final Map<K, LongAdder> counts = new ConcurrentHashMap<>();

    public void add(K key) {
        counts.computeIfAbsent(key, first -> new LongAdder()).increment();
    }

    public long of(K key) {
        LongAdder count = counts.get(key);
        return count == null ? 0 : count.sum();
    }

    /** A copy, in the order of the keys. */
    public Map<K, Long> all() {
        Map<K, Long> all = new TreeMap<>();
        counts.forEach((key, count) -> all.put(key, count.sum()));
        return all;
    }
}

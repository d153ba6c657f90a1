package dev.serai.bench;

import dev.serai.event.RoutedEvent;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Transactions one after the other, on some threads with a connection each, in a database with Serai's schema.
 *
 * @param url of PostgreSQL
 * @param perTransaction events that are committed together
 */
record Loop(String url, String user, int threads, int perTransaction, Mix mix) {

    /** How events, and their deliveries, become rows. */
    @FunctionalInterface
    interface Write {
        void rows(Connection connection, List<RoutedEvent> entries) throws Exception;
    }

    /** A transaction that has begun in this time is counted, with the time it takes. */
    EventRate run(Duration duration, Write write) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            long start = System.nanoTime();
            Made made = new Made(mix);
            Callable<Long> thread = () -> write(start + duration.toNanos(), made, write);
            List<Future<Long>> committed = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                committed.add(executor.submit(thread));
            }
            long events = 0;
            for (Future<Long> each : committed) {
                events += each.get();
            }
            return new EventRate(events, Duration.ofNanos(System.nanoTime() - start));
        } finally {
            executor.shutdown();
        }
    }

    private long write(long end, Made made, Write write) throws Exception {
        try (Connection connection = DriverManager.getConnection(url, user, "")) {
            connection.setAutoCommit(false);
            long events = 0;
            while (System.nanoTime() < end) {
                write.rows(connection, made.some(perTransaction));
                connection.commit();
                events += perTransaction;
            }
            return events;
        }
    }
}

package dev.serai.outbox;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A thread that takes turns until it is stopped: after each it sleeps as long as the turn says, or until it is woken. */
final class Pump {
    private static final long DEFECT_SECONDS = 5;

    private final Supplier<Duration> turn;
    private final Thread thread;
    private boolean signalled;
    private boolean running = true;

    Pump(String name, Supplier<Duration> turn) {
        this.turn = turn;
        this.thread = new Thread(this::run, name);
    }

    void start() {
        thread.start();
    }

    /** There may be something to do. */
    synchronized void signal() {
        signalled = true;
        notifyAll();
    }

    /** Takes no further turn. */
    synchronized void stop() {
        running = false;
        notifyAll();
    }

    /** Waits for the end of the turn that it is in. */
    void join(Duration patience) throws InterruptedException {
        TimeUnit.NANOSECONDS.timedJoin(thread, patience.toNanos());
    }

    private void run() {
        try {
            while (running()) {
                takeTurn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean running() {
        return running;
    }

    /** Nothing ends it but a stop: memory that ran out even for telling so may be there again later. */
    private void takeTurn() throws InterruptedException {
        try {
            await(turn.get());
        } catch (RuntimeException | Error e) {
            pause();
        }
    }

    private synchronized void await(Duration pause) throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); running && !signalled && left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        signalled = false;
    }

    /** After a defect of ours, lest it be repeated without end at full speed. */
    static void pause() {
        try {
            TimeUnit.SECONDS.sleep(DEFECT_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.serai.dispatch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A thread that takes turns until it is stopped: after each it sleeps as long as the turn says, or until it is woken. */
final class PollLoop {
    private static final long DEFECT_SECONDS = 5;

    private final Turn turn;
    private final Thread thread;
    private boolean signalled;
    private boolean running = true;

    PollLoop(String name, Turn turn) {
        this.turn = turn;
        this.thread = new Thread(this::run, name);
    }

    /** What is done again and again. */
    @FunctionalInterface
    interface Turn {
        /** @return how long there is nothing to do unless a signal comes */
        Duration take();
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

    /** Waits for the end of the turn that it is in. @return whether it has ended */
    boolean join(Duration patience) throws InterruptedException {
        TimeUnit.NANOSECONDS.timedJoin(thread, patience.toNanos());
        return !thread.isAlive();
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
            await(turn.take());
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

    /** After a defect of ours, so that it is not repeated without end at full speed. */
    static void pause() {
        try {
            TimeUnit.SECONDS.sleep(DEFECT_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.serai.simulator.http;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waiting that ends when the simulator ends. */
public final class Pause {
    private final CountDownLatch ended = new CountDownLatch(1);

    public void last(Duration duration) {
        try {
            boolean over = ended.await(duration.toMillis(), TimeUnit.MILLISECONDS);
            if (over) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void end() {
        ended.countDown();
    }
}

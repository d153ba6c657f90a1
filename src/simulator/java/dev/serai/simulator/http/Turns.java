package dev.serai.simulator.http;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How often something still happens: a number of times, and each time perhaps only with some probability. */
public final class Turns {
    private final double probability;
    private final @Nullable RandomGenerator random;
    private int left;

    public Turns(int left, double probability, @Nullable RandomGenerator random) {
        this.left = left;
        this.probability = probability;
        this.random = random;
    }

    public synchronized boolean take() {
        if (left == 0 || (random != null && random.nextDouble() >= probability)) {
            return false;
        }
        left--;
        return true;
    }
}

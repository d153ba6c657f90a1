package dev.serai.simulator.http;

import java.util.function.Supplier;

/** A fault around the genuine answer: whether, when and how it comes. What is asked for is what is committed. */
public interface Effect {
    RestAnswer around(Supplier<RestAnswer> genuine);
}

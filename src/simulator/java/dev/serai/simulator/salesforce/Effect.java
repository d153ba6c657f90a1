package dev.serai.simulator.salesforce;

import java.util.function.Supplier;

/** A fault around the genuine answer: whether, when and how it comes. What is asked for is what is committed. */
interface Effect {
    RestAnswer around(Supplier<RestAnswer> genuine);
}

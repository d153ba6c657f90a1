package dev.serai.bench;

/** One part of the benchmark, at work. */
@FunctionalInterface
interface Measurement {
    Findings measure() throws Exception;
}

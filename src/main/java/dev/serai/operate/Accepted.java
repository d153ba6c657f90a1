package dev.serai.operate;

/** The answer of an operation that has begun something and does not wait for its end: HTTP says it with 202. */
record Accepted(Object answer) {}

/**
 * The conformance kit: it plays the sender of a family against any receiver and judges the answers rule by rule. It is
 * packed as a program of its own, so it imports nothing but picocli and Jackson.
 *
 * <p>{@link dev.serai.simulator.conformance.Conformance} reads the options, {@link
 * dev.serai.simulator.conformance.Suite} runs the rules of one family, and {@link
 * dev.serai.simulator.conformance.Rules} lists them. A rule sends through {@link
 * dev.serai.simulator.conformance.Receiver}, which counts and bounds all that is sent.
 */
@NullMarked
package dev.serai.simulator.conformance;

import org.jspecify.annotations.NullMarked;

/** Optimizely on this machine: what it sends, its own samples, and its APIs in the packages below. */
@NullMarked
package dev.serai.simulator.optimizely;

import org.jspecify.annotations.NullMarked;

/** Optimizely CMP on this machine: its settings API with webhooks, and their sender. */
@NullMarked
package dev.serai.simulator.optimizely.cmp;

import org.jspecify.annotations.NullMarked;

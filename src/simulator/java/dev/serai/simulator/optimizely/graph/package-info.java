/** Optimizely Graph on this machine: the registration of its webhooks, and their sender. */
@NullMarked
package dev.serai.simulator.optimizely.graph;

import org.jspecify.annotations.NullMarked;

/** Optimizely Experimentation on this machine: the webhooks of its projects, and their sender. */
@NullMarked
package dev.serai.simulator.optimizely.experimentation;

import org.jspecify.annotations.NullMarked;

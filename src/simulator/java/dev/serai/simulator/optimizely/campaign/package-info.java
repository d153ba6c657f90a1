/**
 * Optimizely Campaign on this machine: its REST API, and the sender of its webhooks. It checks what the documents say; where
 * they are silent, the Javadoc says "inferred".
 */
@NullMarked
package dev.serai.simulator.optimizely.campaign;

import org.jspecify.annotations.NullMarked;

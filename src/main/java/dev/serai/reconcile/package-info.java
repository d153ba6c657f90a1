/**
 * Compares what Optimizely Campaign knows of a period with the events that arrived, and stores what never did: on request, or by
 * itself.
 */
@NullMarked
package dev.serai.reconcile;

import org.jspecify.annotations.NullMarked;

/**
 * The words {@code outbox:} and {@code outcome:} of route files: they hand the batches of {@code dev.serai.dispatch} to Camel
 * routes, and read what a route made of them.
 *
 * <p>Nothing here knows a particular far side: what its errors mean, an {@link dev.serai.outbox.ErrorClassifier} of its own
 * says.
 */
@NullMarked
package dev.serai.outbox;

import org.jspecify.annotations.NullMarked;

/**
 * Delivers what is kept, without Camel: it knows a destination only as a {@link dev.serai.dispatch.DestinationRoute} that takes
 * a batch and says what became of it.
 *
 * <p>One process works a destination at a time ({@link dev.serai.dispatch.HeldLease}). Its {@link
 * dev.serai.dispatch.Dispatcher} reads ahead what is due, sends batches, and writes what became of each event. Whether the
 * destination or an event is to blame for a failure, its {@link dev.serai.dispatch.CircuitBreaker} decides.
 */
@NullMarked
package dev.serai.dispatch;

import org.jspecify.annotations.NullMarked;

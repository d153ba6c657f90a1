/**
 * Delivers what is kept: the {@code outbox:} and {@code outcome:} words of route files, and the machine behind them.
 *
 * <p>One process works a destination at a time; it reads ahead what is due, gives batches to the destination's route, and
 * settles each event by its {@link dev.serai.outbox.Outcome}. Nothing here knows a particular far side: what
 * its errors mean, an {@link dev.serai.outbox.ErrorClassifier} of its own says.
 */
@NullMarked
package dev.serai.outbox;

import org.jspecify.annotations.NullMarked;

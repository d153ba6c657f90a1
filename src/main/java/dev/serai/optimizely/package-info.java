/**
 * The families of Optimizely's webhooks: how each proves itself, and how its bodies become events. A family is one class and
 * one line of {@link dev.serai.optimizely.Families}.
 */
@NullMarked
package dev.serai.optimizely;

import org.jspecify.annotations.NullMarked;

/**
 * Holds the house rules over {@code routes/} and {@code config/}. Each finding names file and line, says why, and what
 * to write instead.
 */
@NullMarked
package dev.serai.lint;

import org.jspecify.annotations.NullMarked;

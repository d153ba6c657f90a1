/**
 * Holds the house rules over {@code routes/}, {@code config/} and {@code salesforce/}. Each finding names file and line,
 * says why, and what to write instead.
 */
@NullMarked
package dev.serai.lint;

import org.jspecify.annotations.NullMarked;

/** The commands of {@code serai}, one class each. Those that need no gateway use {@code check}. */
@NullMarked
package dev.serai.cli;

import org.jspecify.annotations.NullMarked;

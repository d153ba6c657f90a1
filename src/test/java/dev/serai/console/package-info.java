@NullMarked
package dev.serai.console;

import org.jspecify.annotations.NullMarked;

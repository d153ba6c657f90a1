@NullMarked
package dev.serai.journal;

import org.jspecify.annotations.NullMarked;

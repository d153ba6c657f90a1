/** The promises, shown by breaking things: real processes, real databases, each in a short form and a long one. */
@NullMarked
package dev.serai.faults;

import org.jspecify.annotations.NullMarked;

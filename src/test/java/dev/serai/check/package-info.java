/** The lint and the cases, each seen from outside. */
@NullMarked
package dev.serai.check;

import org.jspecify.annotations.NullMarked;

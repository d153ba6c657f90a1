/** Starts Serai: the configuration, every bean made by hand in {@link dev.serai.Wiring}, and the route files. */
@NullMarked
package dev.serai;

import org.jspecify.annotations.NullMarked;

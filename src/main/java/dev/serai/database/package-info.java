/** Destinations that are databases: what an error of one means. */
@NullMarked
package dev.serai.database;

import org.jspecify.annotations.NullMarked;

/**
 * Checks route files without sending anything: the house rules over each file, and the cases beside it. Each finding names
 * file and line, says why, and what to write instead.
 */
@NullMarked
package dev.serai.check;

import org.jspecify.annotations.NullMarked;

/** Real databases of one's own, each in a process of its own, and a line to them that can be broken. */
@NullMarked
package dev.serai.simulator.database;

import org.jspecify.annotations.NullMarked;

/** What stands in for the world: a PostgreSQL of one's own, and the runner that starts everything for a newcomer. */
@NullMarked
package dev.serai.sandbox;

import org.jspecify.annotations.NullMarked;

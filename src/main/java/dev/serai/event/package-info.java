/**
 * What all parts of Serai say to each other: the event, its id and text, and what was decided about it. It knows no HTTP, no
 * SQL and no Camel.
 */
@NullMarked
package dev.serai.event;

import org.jspecify.annotations.NullMarked;

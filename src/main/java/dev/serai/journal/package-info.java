/**
 * The journal: keeps every event before it is answered, and says for each event and destination what became of it.
 *
 * <p>The only package with SQL on the journal's tables. It knows neither HTTP nor Camel, and none of the packages above
 * it.
 */
@NullMarked
package dev.serai.journal;

import org.jspecify.annotations.NullMarked;

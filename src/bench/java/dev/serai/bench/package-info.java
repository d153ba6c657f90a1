/** What Serai is measured beside: the alternatives under {@code bench/}, and ceilings, which do less than any gateway can. */
@NullMarked
package dev.serai.bench;

import org.jspecify.annotations.NullMarked;

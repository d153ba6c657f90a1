/** What Optimizely sends: its own samples. */
@NullMarked
package dev.serai.simulator.optimizely;

import org.jspecify.annotations.NullMarked;

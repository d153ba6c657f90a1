@NullMarked
package dev.serai.optimizely.api;

import org.jspecify.annotations.NullMarked;

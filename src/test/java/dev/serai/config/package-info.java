/** The reader of the configuration. */
@NullMarked
package dev.serai.config;

import org.jspecify.annotations.NullMarked;

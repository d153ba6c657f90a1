/**
 * Destinations over HTTP: {@code http:} and {@code https:} of route files.
 *
 * <p>A far side may be hostile or broken. What is read of its answers has a bound in bytes, headers and time.
 */
@NullMarked
package dev.serai.http;

import org.jspecify.annotations.NullMarked;

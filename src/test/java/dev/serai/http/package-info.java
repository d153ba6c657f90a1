/** Calls of destinations over HTTP. */
@NullMarked
package dev.serai.http;

import org.jspecify.annotations.NullMarked;

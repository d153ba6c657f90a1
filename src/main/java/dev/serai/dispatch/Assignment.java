package dev.serai.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * A destination to be worked.
 *
 * @param version hash of the files its route is made by; null if it is made by none
 */
public record Assignment(
        String destination, Options options, @Nullable String version, DestinationRoute route) {}

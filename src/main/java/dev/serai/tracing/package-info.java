/**
 * Traces, by OpenTelemetry: one from the request through the commit to each call. Nothing of this package is loaded unless
 * {@code tracing.enabled} is on.
 *
 * <p>The deliveries of an event go out later, and maybe from another process. So the journal keeps the context of the event, and the
 * spans of its deliveries join it. No span has a payload, a contact, an address or an error text.
 */
@NullMarked
package dev.serai.tracing;

import org.jspecify.annotations.NullMarked;

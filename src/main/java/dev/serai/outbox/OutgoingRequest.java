package dev.serai.outbox;

import java.util.Map;

/**
 * What a far side would get with one call, as its component has made it.
 *
 * @param what is asked for: method and URL, or the endpoint
 * @param headers in their order; of a statement its parameters in JSON, of a mail its header lines, decoded
 * @param body as text; of a mail its text, decoded
 * @param raw the lines of a mail as its server gets them; empty if {@code headers} and {@code body} are all there is
 */
public record OutgoingRequest(String what, Map<String, String> headers, String body, String raw) {}

package dev.serai.check;

import dev.serai.event.Json;
import dev.serai.outbox.OutgoingRequest;
import dev.serai.routes.FarSide.Call;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/**
 * A call that would have left the process, as text.
 *
 * @param what it asks for: a method and a URL, {@code jdbc:<name>}, {@code mail:<name>} and its recipients, or the endpoint of
 *     another component
 * @param headers that the far side gets; of a statement its parameters as JSON, by their names; of a mail its header lines,
 *     decoded
 * @param body as it is sent, as text; of a mail its text, decoded; empty if there is none
 * @param raw the lines of a mail as its server gets them; else empty
 */
public record SentCall(String what, Map<String, String> headers, String body, String raw) {

    /** What is sent for a call; of a component whose requests Serai does not know, what the component is given. */
    static List<SentCall> of(Call call) {
        return call.requests().isEmpty()
                ? List.of(new SentCall(
                        URISupport.sanitizeUri(call.endpoint().getEndpointUri()), Map.of(), text(call.body()), ""))
                : call.requests().stream().map(SentCall::of).toList();
    }

    private static SentCall of(OutgoingRequest request) {
        return new SentCall(request.what(), request.headers(), request.body(), request.raw());
    }

    /** The same without secrets. */
    SentCall masked(Masks masks) {
        Map<String, String> masked = new LinkedHashMap<>(headers);
        masked.replaceAll((name, value) -> Wording.isProof(name) ? Masks.MASK : masks.apply(value));
        return new SentCall(masks.apply(what), masked, masks.apply(body), masks.apply(raw));
    }

    private static String text(@Nullable Object body) {
        if (body == null) {
            return "";
        }
        if (body instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return body instanceof Map<?, ?> || body instanceof List<?> ? Json.write(body) : String.valueOf(body);
    }
}

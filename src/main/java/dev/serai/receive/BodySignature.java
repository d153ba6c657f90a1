package dev.serai.receive;

import dev.serai.config.Format;
import dev.serai.config.Section;
import dev.serai.signature.Encoding;
import dev.serai.signature.SignatureScheme;
import dev.serai.signature.SignedContent;
import dev.serai.signature.SigningKey;
import dev.serai.signature.WebhookSigner;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the sender of a family signs its requests: an HMAC over the body, in a header. What the head says is read before the body; the
 * signature itself can be compared when the whole body is there.
 *
 * @param value what the header says around the signature, such as {@code sha256={signature}}
 * @param tolerance how far the time of the signature may be from now, in both directions; zero for any
 * @param signers one for each secret that counts
 */
record BodySignature(
        SignatureScheme scheme, List<Headers> headers, String value, Duration tolerance, List<WebhookSigner> signers) {
    /** A request costs an HMAC for each of these and each secret. */
    private static final int MAX_SIGNATURES = 8;

    private static final int MAX_VALUE = 4_096;
    /** The leaf of the key that has the secrets. */
    static final String SECRETS = "signature-secrets";

    private static final String SIGNATURE = "{signature}";
    private static final String TIMESTAMP = "{timestamp}";

    private static final Format<String> KIND = Format.oneOf("none", "hmac", "standard-webhooks");
    private static final Format<SignatureScheme.Algorithm> ALGORITHM =
            Format.oneOf("sha1", "sha256", "sha512").as(each -> SignatureScheme.Algorithm.valueOf(upper(each)));
    private static final Format<Encoding> ENCODING =
            Format.oneOf("hex", "base64").as(each -> Encoding.valueOf(upper(each)));
    private static final Format<SigningKey.Form> KEY_FORM =
            Format.oneOf("text", "hex", "base64").as(each -> SigningKey.Form.valueOf(upper(each)));
    private static final Format<SignedContent> CONTENT = new Format<>(
            "a template with {body}, such as {timestamp}.{body}",
            text -> SignedContent.of(text, Set.of(SignatureScheme.ID, SignatureScheme.TIMESTAMP)),
            content -> true);
    private static final Format<String> VALUE = new Format<>(
            "what stands around {signature}, such as sha256={signature} or t={timestamp},v1={signature}",
            text -> text,
            text -> text.contains(SIGNATURE));

    /** Where the head says it. A name that is empty is not read. */
    private record Headers(String signature, String timestamp, String id) {
        static Headers standard(String prefix) {
            return new Headers(prefix + "-signature", prefix + "-timestamp", prefix + "-id");
        }
    }

    BodySignature {
        headers = List.copyOf(headers);
        signers = List.copyOf(signers);
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }

    /** @return null if the sender does not sign */
    static @Nullable BodySignature from(Section family) {
        Duration tolerance = family.value("signature-tolerance", Format.DURATION);
        Headers own = new Headers(
                family.text("signature-header"),
                family.text("signature-timestamp-header"),
                family.text("signature-id-header"));
        SignatureScheme hmac = new SignatureScheme(
                family.value("signature-algorithm", ALGORITHM),
                family.value("signature-content", CONTENT),
                family.value("signature-encoding", ENCODING),
                family.value("signature-key", KEY_FORM));
        String value = family.value("signature-value", VALUE);
        return switch (family.value("signature", KIND)) {
            case "none" -> null;
            case "hmac" -> {
                if (own.signature().isEmpty()) {
                    family.problem("signature-header", "is empty: it names the header that has the signature");
                }
                yield new BodySignature(hmac, List.of(own), value, tolerance, hmac.signers(family, SECRETS));
            }
            // the second name is the one from before the standard, which some senders still use
            default ->
                new BodySignature(
                        SignatureScheme.STANDARD_WEBHOOKS,
                        List.of(Headers.standard("webhook"), Headers.standard("svix")),
                        "v1," + SIGNATURE,
                        tolerance,
                        SignatureScheme.STANDARD_WEBHOOKS.signers(family, SECRETS));
        };
    }

    /** What a head says, which the body has to prove. */
    final class Claim {
        private final List<String> signatures;
        private final Map<String, String> values;

        private Claim(List<String> signatures, Map<String, String> values) {
            this.signatures = signatures;
            this.values = values;
        }

        /**
         * Compares the signatures.
         *
         * @param body the bytes on the wire
         * @return which secret has signed it, from 0; -1 if none has
         */
        int provenBy(byte[] body) {
            for (int i = 0; i < signers.size(); i++) {
                for (String signature : signatures) {
                    if (signers.get(i).isSignature(signature, values, body)) {
                        return i;
                    }
                }
            }
            return -1;
        }
    }

    /**
     * Reads a head.
     *
     * @param sent gives the values of a header
     * @return null if it says nothing that a body could prove
     */
    @Nullable
    Claim claim(Function<String, List<String>> sent, Instant now) {
        for (Headers each : headers) {
            List<String> signature = sent.apply(each.signature());
            if (!signature.isEmpty()) {
                return claim(each, String.join(" ", signature), sent, now);
            }
        }
        return null;
    }

    private @Nullable Claim claim(Headers from, String sent, Function<String, List<String>> others, Instant now) {
        if (signers.isEmpty() || sent.length() > MAX_VALUE) {
            return null;
        }
        Map<String, String> values = new HashMap<>();
        put(values, SignatureScheme.ID, from.id(), others);
        put(values, SignatureScheme.TIMESTAMP, from.timestamp(), others);
        List<String> signatures = read(sent, values);
        boolean isWhole =
                values.containsKey(SignatureScheme.ID) || !scheme.content().has(SignatureScheme.ID);
        return isWhole && !signatures.isEmpty() && isInTime(values.get(SignatureScheme.TIMESTAMP), now)
                ? new Claim(signatures, values)
                : null;
    }

    private static void put(
            Map<String, String> values, String word, String header, Function<String, List<String>> sent) {
        List<String> found = header.isEmpty() ? List.of() : sent.apply(header);
        if (found.size() == 1) {
            values.put(word, found.get(0).strip());
        }
    }

    /** Senders write several signatures with a space between them; and with a comma, if each has a name. */
    private List<String> read(String sent, Map<String, String> values) {
        boolean isList = value.contains(TIMESTAMP);
        List<String> forms = isList ? List.of(value.split(",", -1)) : List.of(value);
        List<String> signatures = new ArrayList<>();
        for (String token : sent.strip().split(isList ? "[\\s,]+" : "\\s+", -1)) {
            for (String form : forms) {
                String signature = within(form.strip(), SIGNATURE, token);
                String timestamp = within(form.strip(), TIMESTAMP, token);
                if (signature != null && signatures.size() < MAX_SIGNATURES) {
                    signatures.add(signature);
                }
                if (timestamp != null) {
                    values.putIfAbsent(SignatureScheme.TIMESTAMP, timestamp);
                }
            }
        }
        return signatures;
    }

    private static @Nullable String within(String form, String word, String token) {
        int at = form.indexOf(word);
        if (at < 0) {
            return null;
        }
        String before = form.substring(0, at);
        String after = form.substring(at + word.length());
        return token.length() > before.length() + after.length() && token.startsWith(before) && token.endsWith(after)
                ? token.substring(before.length(), token.length() - after.length())
                : null;
    }

    /** The time is signed, or it says nothing. */
    private boolean isInTime(@Nullable String timestamp, Instant now) {
        if (!scheme.content().has(SignatureScheme.TIMESTAMP)) {
            return true;
        }
        if (timestamp == null || !timestamp.matches("\\d{1,15}")) {
            return false;
        }
        Instant at = Payload.epoch(new BigDecimal(timestamp));
        return at != null
                && (tolerance.isZero() || Duration.between(at, now).abs().compareTo(tolerance) <= 0);
    }

    /** What a sender with the first secret would send. */
    Map<String, String> sign(byte[] body, Instant now) {
        Headers to = headers.get(0);
        String timestamp = Long.toString(now.getEpochSecond());
        String id = "msg_" + UUID.randomUUID();
        Map<String, String> sent = new LinkedHashMap<>();
        if (!to.timestamp().isEmpty()) {
            sent.put(to.timestamp(), timestamp);
        }
        if (!to.id().isEmpty()) {
            sent.put(to.id(), id);
        }
        String signature =
                signers.get(0).sign(Map.of(SignatureScheme.ID, id, SignatureScheme.TIMESTAMP, timestamp), body);
        sent.put(to.signature(), value.replace(TIMESTAMP, timestamp).replace(SIGNATURE, signature));
        return sent;
    }

    boolean hasSameKeysAs(@Nullable BodySignature other) {
        return other != null && signers.equals(other.signers);
    }

    /** How many secrets count. */
    int secrets() {
        return signers.size();
    }

    /** The headers whose values are part of the proof. */
    List<String> names() {
        return headers.stream()
                .flatMap(each -> Arrays.asList(each.signature(), each.timestamp(), each.id()).stream())
                .filter(each -> !each.isEmpty())
                .toList();
    }
}

package dev.serai.simulator.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** What a small receiver thinks of a request, apart from what its connections do. */
final class SmallApplication {
    static final List<String> SECRETS = List.of("first-secret", "second-secret");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final Set<String> HEADERS = Set.of(
            "host",
            "user-agent",
            "content-type",
            "content-length",
            "callback-secret",
            "authorization",
            "x-token",
            "x-hub-signature",
            "expect",
            "transfer-encoding");

    private static final Pattern UNKNOWN =
            Pattern.compile("conformancetest|conformance_tested|\"subject\":\"conformance\"");

    private final SenderFamily family;
    private final Set<Quirk> quirks;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    SmallApplication(SenderFamily family, Set<Quirk> quirks) {
        this.family = family;
        this.quirks = quirks;
    }

    /** @param headers by their names as they were sent */
    int status(Map<String, String> headers, byte[] bytes) {
        String body = new String(bytes, StandardCharsets.UTF_8);
        int refusal = has(Quirk.REFUSES_EVERYBODY) ? 401 : proof(headers, body);
        int type = type(headers);
        if (refusal != 0 || type != 0) {
            return refusal != 0 ? refusal : type;
        }
        return has(Quirk.REDIRECTS) ? 302 : event(body);
    }

    private int proof(Map<String, String> headers, String body) {
        Map<String, String> found = has(Quirk.KNOWS_ONE_CASE) ? headers : new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (found != headers) {
            found.putAll(headers);
        }
        String header =
                switch (family) {
                    case CAMPAIGN -> "Authorization";
                    case CMP -> "Callback-Secret";
                    case GRAPH -> "X-Token";
                    case EXPERIMENTATION -> "X-Hub-Signature";
                };
        String sent = found.get(header);
        if (has(Quirk.IGNORES_THE_SECRET) || (sent == null && has(Quirk.ACCEPTS_NO_SECRET))) {
            return 0;
        }
        if (sent != null && has(Quirk.FAILS_AT_SHORT_SIGNATURES) && sent.length() < 45) {
            return 500;
        }
        if (sent != null && has(Quirk.LOOKS_ONLY_FOR_A_SIGNATURE) && sent.matches("sha1=\\p{XDigit}{40}")) {
            return 0;
        }
        List<String> secrets = has(Quirk.KNOWS_ONE_SECRET) ? SECRETS.subList(0, 1) : SECRETS;
        return secrets.stream().anyMatch(each -> proof(each, body).equals(sent)) ? 0 : 401;
    }

    private String proof(String secret, String body) {
        return switch (family) {
            case CAMPAIGN ->
                "Basic " + Base64.getEncoder().encodeToString(("user:" + secret).getBytes(StandardCharsets.UTF_8));
            case CMP, GRAPH -> secret;
            case EXPERIMENTATION ->
                new Credential.Signature(secret)
                        .headers(has(Quirk.SIGNS_JSON_WRITTEN_ANEW) ? writtenAnew(body) : body)
                        .getOrDefault("X-Hub-Signature", "");
        };
    }

    private static String writtenAnew(String body) {
        try {
            return JSON.readTree(body).toString();
        } catch (JsonProcessingException e) {
            return body;
        }
    }

    private int type(Map<String, String> headers) {
        boolean strange = headers.keySet().stream().anyMatch(name -> !HEADERS.contains(name.toLowerCase(Locale.ROOT)));
        if (strange && has(Quirk.REFUSES_UNKNOWN_HEADERS)) {
            return 400;
        }
        String type = headers.get("Content-Type");
        boolean refused = type == null
                ? has(Quirk.WANTS_A_CONTENT_TYPE)
                : (type.startsWith("application/json;") && has(Quirk.REFUSES_A_CHARSET))
                        || (type.startsWith("text/") && has(Quirk.REFUSES_TEXT))
                        || (type.endsWith("urlencoded") && has(Quirk.REFUSES_FORMS))
                        || (type.contains("/vnd.") && has(Quirk.REFUSES_MEDIA_TYPES_OF_VENDORS));
        return refused ? 415 : 0;
    }

    private int event(String body) {
        boolean refused = (has(Quirk.WANTS_A_BRACE_FIRST) && !body.matches("(?s)[\\[{].*"))
                || (has(Quirk.KNOWS_NO_ESCAPES) && body.contains("\\b"))
                || (has(Quirk.KNOWS_ONLY_LATIN_1) && body.chars().anyMatch(each -> each > 255))
                || (has(Quirk.KNOWS_32_BITS) && body.contains("9007199254740993"))
                || (has(Quirk.KNOWS_64_BITS) && body.contains("1e400"))
                || (has(Quirk.IS_SHALLOW) && body.contains("[[[[[[[["))
                || (has(Quirk.REFUSES_NUL) && body.contains("\\u0000"))
                || (has(Quirk.REFUSES_EMPTY_NAMES) && body.contains("\"\":"))
                || (has(Quirk.TAKES_ONLY_256_KB) && body.length() > 256_000);
        if (refused) {
            return 400;
        }
        try {
            return event(JSON.readTree(body));
        } catch (JsonProcessingException e) {
            return 400;
        }
    }

    private int event(JsonNode body) {
        int size = body.size();
        boolean refused = body.isArray()
                ? has(Quirk.TAKES_ONLY_OBJECTS)
                        || (has(Quirk.TAKES_LISTS_OF_TWO_OR_MORE) && size < 2)
                        || (has(Quirk.TAKES_LISTS_UP_TO_50) && size > 50)
                        || (has(Quirk.TAKES_LISTS_UP_TO_100) && size > 100)
                : has(Quirk.TAKES_ONLY_LISTS);
        if (refused) {
            return 400;
        }
        int worst = has(Quirk.ANSWERS_204) ? 204 : 200;
        for (JsonNode each : body.isArray() ? body : List.of(body)) {
            worst = Math.max(worst, one(each));
        }
        return worst;
    }

    private int one(JsonNode event) {
        String text = event.toString();
        if (has(Quirk.FAILS_AT_UNKNOWN_TYPES) && UNKNOWN.matcher(text).find()) {
            return 500;
        }
        Set<String> names = new HashSet<>();
        event.fieldNames().forEachRemaining(names::add);
        JsonNode data = event.path("data");
        boolean refused = (has(Quirk.REFUSES_UNKNOWN_FIELDS) && names.contains("x_conformance"))
                || (has(Quirk.REFUSES_A_SAMPLE)
                        && text.matches(".*(\"bounce\"|asset_removed|\"expired\"|flag_created).*"))
                || (has(Quirk.REFUSES_REPEATS) && !seen.add(text.replaceAll("\"attempt\":\\d+", "")))
                || (has(Quirk.REFUSES_SECOND_ATTEMPTS) && event.path("attempt").asInt(1) == 2)
                || (has(Quirk.WANTS_ITEMS) && data.has("journalId") && !data.has("items"))
                || (has(Quirk.WANTS_AN_ENVIRONMENT) && data.isObject() && !data.has("environment"))
                || (has(Quirk.TAKES_NO_DATA_LIST) && data.isArray())
                || (has(Quirk.TAKES_ONE_CHANGE) && data.isArray() && data.size() > 1);
        return refused ? 409 : 0;
    }

    private boolean has(Quirk quirk) {
        return quirks.contains(quirk);
    }
}

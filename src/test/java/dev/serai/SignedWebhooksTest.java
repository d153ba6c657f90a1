package dev.serai;

import static dev.serai.testing.Gateway.sample;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.Receiver.Reply;
import dev.serai.Receiver.Request;
import dev.serai.event.Json;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Routes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code partner-webhook}, enabled as its file says, against a real receiver that knows the secrets. */
@SuppressWarnings("NullAway.Init")
class SignedWebhooksTest {
    private static final String ROUTE = "destinations/partner-webhook.camel.yaml";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OLD = secret(1);
    private static final String NEW = secret(2);

    @TempDir
    Path directory;

    private volatile Reply reply = new Reply(204, Map.of(), "");
    private final Receiver receiver = new Receiver(0, request -> reply);

    static String secret(int seed) {
        byte[] key = new byte[32];
        IntStream.range(0, key.length).forEach(i -> key[i] = (byte) (i * seed));
        return "whsec_" + Base64.getEncoder().encodeToString(key);
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    private Routes routes() {
        return Routes.copyTo(directory.resolve("routes"))
                .edit("graph.camel.yaml", "uri: outbox:content-archive", "uri: outbox:partner-webhook")
                .edit("campaign.camel.yaml", "uri: outbox:salesforce-optouts", "uri: outbox:partner-webhook");
    }

    private Gateway start(Routes routes, Map<String, String> more) {
        Map<String, String> settings = new TreeMap<>(routes.settings());
        settings.put("destination.partner-webhook.enabled", "true");
        settings.put("PARTNER_WEBHOOK_URL", receiver.url() + "/hook");
        settings.putAll(more);
        return Gateway.start(Database.H2, settings);
    }

    private static String header(Request request, String name) {
        return String.valueOf(request.headers().getFirst(name));
    }

    /** What the standard says, written down once more and from its text alone. */
    private static String signature(Request request, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
            String content =
                    header(request, "webhook-id") + "." + header(request, "webhook-timestamp") + "." + request.body();
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode partner(Gateway gateway) {
        return StreamSupport.stream(gateway.ledger().get("destinations").spliterator(), false)
                .filter(each -> each.get("destination").asText().equals("partner-webhook"))
                .findFirst()
                .orElseThrow();
    }

    private static String suspension(Gateway gateway) {
        Awaitility.await().until(() -> partner(gateway).get("suspended").asBoolean());
        return partner(gateway).get("reason").asText();
    }

    private static String eventId(Gateway gateway) {
        return String.valueOf(gateway.query("select id from event").get(0).get("id"));
    }

    @Test
    void signsWithEachSecretAndTheIdOfTheEvent() {
        try (Gateway gateway = start(routes(), Map.of("signature.partner.secrets", NEW + "," + OLD))) {
            gateway.post("graph", sample("graph/doc_expired"));

            assertThat(gateway.settled()).isNotNull();
            Request request = receiver.requests().get(0);
            assertThat(header(request, "webhook-id")).isEqualTo(eventId(gateway));
            assertThat(header(request, "webhook-signature"))
                    .isEqualTo(signature(request, NEW) + " " + signature(request, OLD));
            assertThat(request.path()).isEqualTo("/hook");
            assertThat(request.query()).as("the option is for Serai alone").isNull();
        }
    }

    @Test
    void aRetryHasTheSameIdAndANewTime() {
        reply = new Reply(503, Map.of("Retry-After", "1"), "");
        try (Gateway gateway = start(routes(), Map.of("signature.partner.secrets", OLD))) {
            gateway.post("graph", sample("graph/doc_expired"));
            Awaitility.await().until(() -> receiver.requests().size(), size -> size > 0);
            reply = new Reply(204, Map.of(), "");

            Awaitility.await().until(() -> partner(gateway).get("delivered").asInt() == 1);
            Request first = receiver.requests().get(0);
            Request last = receiver.requests().get(receiver.requests().size() - 1);
            assertThat(header(last, "webhook-id")).isEqualTo(header(first, "webhook-id"));
            assertThat(Long.parseLong(header(last, "webhook-timestamp")))
                    .isGreaterThan(Long.parseLong(header(first, "webhook-timestamp")));
            assertThat(receiver.requests()).allSatisfy(request -> assertThat(header(request, "webhook-signature"))
                    .isEqualTo(signature(request, OLD)));
        }
    }

    @Test
    void aReplayIsAnotherWebhook() {
        try (Gateway gateway = start(routes(), Map.of("signature.partner.secrets", OLD))) {
            gateway.post("graph", sample("graph/doc_expired"));
            gateway.settled();

            gateway.ask(
                    "/api/v1/replay",
                    "{\"destination\":\"partner-webhook\",\"state\":\"delivered\",\"since\":\"2020-01-01T00:00:00Z\"}");

            Awaitility.await().until(() -> receiver.requests().size() == 2);
            Request replayed = receiver.requests().get(1);
            assertThat(header(replayed, "webhook-id"))
                    .isNotEqualTo(eventId(gateway))
                    .matches("[0-9a-f-]{36}");
            assertThat(header(replayed, "webhook-signature")).isEqualTo(signature(replayed, OLD));
        }
    }

    @Test
    void aBatchIsOneWebhookWithAnIdOfItsOwn() {
        Routes routes =
                routes().edit(ROUTE, "batchSize: 1", "batchSize: 10").edit(ROUTE, "payload ] }.first()", "payload ] }");
        try (Gateway gateway = start(routes, Map.of("signature.partner.secrets", OLD))) {
            gateway.post("campaign", complaints(3));
            gateway.settled();

            assertThat(receiver.requests()).singleElement().satisfies(request -> {
                assertThat(header(request, "webhook-id")).matches("[0-9a-f-]{36}");
                assertThat(header(request, "webhook-signature")).isEqualTo(signature(request, OLD));
                assertThat(request.body()).startsWith("[{").contains("campaign.spamcomplaint");
            });
        }
    }

    @Test
    void eachPartOfASplitIsAWebhookOfItsEvent() {
        Routes routes = routes().edit(ROUTE, "batchSize: 1", "batchSize: 10")
                .edit(ROUTE, "payload ] }.first()", "payload ] }")
                .edit(
                        ROUTE,
                        "        - marshal:",
                        "        - split:\n            id: each\n            simple: ${body}\n            steps:\n        - marshal:");
        indentAfterSplit();
        try (Gateway gateway = start(routes, Map.of("signature.partner.secrets", OLD))) {
            gateway.post("campaign", complaints(3));
            gateway.settled();

            assertThat(receiver.requests())
                    .extracting(request -> header(request, "webhook-id"))
                    .containsExactlyInAnyOrderElementsOf(gateway.query("select id from event").stream()
                            .map(row -> String.valueOf(row.get("id")))
                            .toList());
            assertThat(receiver.requests()).allSatisfy(request -> assertThat(header(request, "webhook-signature"))
                    .isEqualTo(signature(request, OLD)));
        }
    }

    /** Moves the steps behind the split into it. */
    private void indentAfterSplit() {
        try {
            Path file = directory.resolve("routes").resolve(ROUTE);
            String text = Files.readString(file);
            int end = text.indexOf("            steps:\n        - marshal:") + "            steps:\n".length();
            Files.writeString(file, text.substring(0, end) + text.substring(end).indent(8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String complaints(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> "{\"type\":\"spamcomplaint\",\"id\":\"" + i + "\",\"clientId\":1,\"recipientId\":\"a" + i
                        + "@example.com\",\"created\":\"2026-01-01T00:00:00Z\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void waitsWithoutASecretAndGoesOnWithOne() throws Exception {
        Path file = Files.writeString(directory.resolve("secrets"), "");
        try (Gateway gateway = start(routes(), Map.of("signature.partner.secrets_file", file.toString()))) {
            gateway.post("graph", sample("graph/doc_expired"));

            assertThat(suspension(gateway)).endsWith("signature.partner.secrets is not set");
            assertThat(receiver.requests()).isEmpty();

            Files.writeString(file, OLD + "\n");
            Awaitility.await().until(() -> partner(gateway).get("delivered").asInt() == 1);
            assertThat(header(receiver.requests().get(0), "webhook-signature"))
                    .isEqualTo(signature(receiver.requests().get(0), OLD));
        }
    }

    @Test
    void theRouteMayNameTheCallItself() {
        try (Gateway gateway = start(
                routes().edit(ROUTE, "name: Content-Type", "name: webhook-id"),
                Map.of("signature.partner.secrets", OLD))) {
            gateway.post("graph", sample("graph/doc_expired"));
            gateway.settled();

            Request request = receiver.requests().get(0);
            assertThat(header(request, "webhook-id")).isEqualTo("application/json");
            assertThat(header(request, "webhook-signature")).isEqualTo(signature(request, OLD));
        }
    }

    @Test
    void anIdWithADotIsAMistakeOfTheRoute() {
        Routes routes = routes().edit(ROUTE, "name: Content-Type", "name: Webhook-Id")
                .edit(ROUTE, "application/json", "one.two");
        try (Gateway gateway = start(routes, Map.of("signature.partner.secrets", OLD))) {
            gateway.post("graph", sample("graph/doc_expired"));

            assertThat(suspension(gateway)).contains("without dots and blanks");
            assertThat(partner(gateway).get("dead").asInt()).isZero();
            assertThat(receiver.requests()).isEmpty();
        }
    }

    @Test
    void doesNotFollowARedirect() {
        reply = new Reply(302, Map.of(), "");
        Routes routes = routes().edit(ROUTE, "              followRedirects: false\n", "")
                .edit(ROUTE, "httpMethod: POST", "httpMethod: GET");
        try (Gateway gateway = start(routes, Map.of("signature.partner.secrets", OLD))) {
            gateway.post("graph", sample("graph/doc_expired"));

            assertThat(suspension(gateway)).endsWith("HTTP 302");
            assertThat(receiver.requests()).extracting(Request::path).containsOnly("/hook");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "signWith: partner, sign-with: partner, the call would go out without a signature",
        "signWith: partner, signwith: partner, the call would go out without a signature",
        "signWith: partner, singWith: partner, the call would go out without a signature",
        "signWith: partner, signWith: whsec_AAAA, is no name",
        "followRedirects: false, followRedirects: true, would take the signature to another address",
        "- to:, - toD:, is no option of this step",
    })
    void aRouteWithAMistakeInTheWordIsNotLoaded(String right, String wrong, String message) {
        try (Gateway gateway = start(routes().edit(ROUTE, right, wrong), Map.of("signature.partner.secrets", OLD))) {
            gateway.post("graph", sample("graph/doc_expired"));

            assertThat(suspension(gateway))
                    .contains("partner-webhook.camel.yaml:3")
                    .contains(message);
            assertThat(receiver.requests()).isEmpty();
        }
    }

    @Test
    void aTrialSignsWithNoSecretOfTheGateway() throws Exception {
        try (Gateway gateway = start(routes(), Map.of("signature.partner.secrets", OLD))) {
            JsonNode tried = JSON.readTree(gateway.ask(
                            "/api/v1/try",
                            Json.write(Map.of("family", "graph", "payload", sample("graph/doc_expired"))))
                    .body());
            JsonNode headers =
                    tried.get("destinations").get(0).get("calls").get(0).get("headers");

            assertThat(headers.get("webhook-signature").asText()).isEqualTo("xxxxxx");
            assertThat(headers.get("webhook-timestamp").asText()).matches("\\d{10}");
            assertThat(headers.get("webhook-id").asText()).isEqualTo("00000000-0000-8b30-b743-84dcaea3627d");
            assertThat(List.of(tried.toString())).noneMatch(text -> text.contains(OLD));
        }
    }
}

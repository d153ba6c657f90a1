package dev.serai.simulator.optimizely.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.optimizely.HttpCaller;
import dev.serai.simulator.optimizely.HttpCaller.Reply;
import dev.serai.simulator.optimizely.WebhookTarget;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /webhooks} as strict as the documents. */
class CampaignWebhooksTest {
    private static final long CLIENT = 100_000_000_001L;
    private static final long OTHER = 100_000_000_002L;
    private static final String HOOKS = "/" + CLIENT + "/webhooks";
    private static final String TARGET = "https://hooks.example.com/campaign/1";
    private static final String NONE = "{\"type\":\"none\"}";
    private final CampaignSimulator simulator = CampaignSimulator.start(0)
            .addClient(CLIENT, "api@example.com", "pw")
            .addClient(OTHER, "b@example.com", "pw2");
    private final HttpCaller caller = new HttpCaller(simulator.url()).basic("api@example.com", "pw");

    @AfterEach
    void stop() {
        simulator.close();
    }

    private long created(String type) {
        Reply reply = caller.form("POST", HOOKS, "type", type, "format", "json", "targetUrl", TARGET);
        assertThat(reply.status()).isEqualTo(201);
        return reply.json().path("id").asLong();
    }

    private String status(long id) {
        for (JsonNode each : caller.get(HOOKS).json()) {
            if (each.path("id").asLong() == id) {
                return each.path("status").asText();
            }
        }
        return "gone";
    }

    @Test
    void createsActivatesDeactivatesAndDeletes() {
        long id = created("bounce");

        assertThat(status(id)).isEqualTo("created");
        assertThat(caller.post(HOOKS + "/" + id + "/activate").status()).isEqualTo(200);
        assertThat(status(id)).isEqualTo("activated");
        assertThat(caller.post(HOOKS + "/" + id + "/activate").status()).isEqualTo(400);
        assertThat(caller.delete(HOOKS + "/" + id).status()).isEqualTo(400);
        assertThat(caller.post(HOOKS + "/" + id + "/deactivate").status()).isEqualTo(200);
        assertThat(caller.post(HOOKS + "/" + id + "/deactivate").status()).isEqualTo(400);
        assertThat(caller.delete(HOOKS + "/" + id).status()).isEqualTo(204);
        assertThat(status(id)).isEqualTo("gone");
    }

    @Test
    void tellsTheTypeOfTheAuthenticationAndNoSecret() {
        Reply reply = caller.form(
                "POST",
                HOOKS,
                "type",
                "open",
                "format",
                "json",
                "targetUrl",
                TARGET,
                "authentication",
                "{\"type\":\"keyAuth\",\"key\":\"X-Key\",\"passphrase\":\"hidden\"}");

        assertThat(reply.json().path("authentication").toString()).isEqualTo("{\"type\":\"keyAuth\"}");
        assertThat(caller.get(HOOKS).body()).doesNotContain("hidden", "X-Key");
        assertThat(simulator.requests()).noneMatch(each -> each.toString().contains("hidden"));
        assertThat(simulator.requests().get(0).body()).contains("type=open", "authentication=***");
        assertThat(simulator.requests().get(0).header("Authorization")).isEqualTo("Basic ***");
        assertThat(simulator.webhooks(CLIENT).get(0).authentication()).contains("hidden");
    }

    @Test
    void answersWithIdsOf12DigitsAndDatesWithOffset() {
        created("archive");

        JsonNode webhook = caller.get(HOOKS).json().path(0);

        assertThat(webhook.path("id").isNumber()).isTrue();
        assertThat(webhook.path("id").asText()).hasSize(12);
        assertThat(webhook.path("created").asText())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+]\\d\\d:\\d\\d");
        assertThat(webhook.path("type").asText()).isEqualTo("archived");
        assertThat(webhook.path("format").asText()).isEqualTo("json");
    }

    @ParameterizedTest
    @CsvSource({
        "archived, json, https://hooks.example.com/x",
        "webhooknode, json, https://hooks.example.com/x",
        "Bounce, json, https://hooks.example.com/x",
        "bounce, xml, https://hooks.example.com/x",
        "bounce, json, http://hooks.example.com/x",
        "bounce, json, https://hooks.example.com:8443/x",
        "bounce, json, not a url",
        "'', json, https://hooks.example.com/x",
        "bounce, '', https://hooks.example.com/x",
        "bounce, json, ''"
    })
    void refusesAWrongWebhook(String type, String format, String target) {
        String[] fields = {"type", type, "format", format, "targetUrl", target};
        long id = created("bounce");

        Reply create = caller.form("POST", HOOKS, fields);
        Reply replace = caller.form("PUT", HOOKS + "/" + id, fields);

        assertThat(List.of(create.status(), replace.status())).containsExactly(400, 400);
        assertThat(create.json().path("httpStatusCode").asInt()).isEqualTo(400);
        assertThat(create.json().path("errorMessage").asText()).isNotEmpty();
        assertThat(create.json().path("violations").isArray()).isTrue();
        assertThat(simulator.webhooks(CLIENT)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no json",
                "[]",
                "{}",
                "{\"type\":\"other\"}",
                "{\"type\":\"basicAuth\",\"userName\":\"a\"}",
                "{\"type\":\"keyAuth\",\"key\":\"a\"}",
                "{\"type\":\"keyAuth\",\"key\":\"a\",\"passphrase\":\"b\",\"more\":1}"
            })
    void refusesAWrongAuthentication(String authentication) {
        Reply reply = caller.form(
                "POST", HOOKS, "type", "open", "format", "json", "targetUrl", TARGET, "authentication", authentication);

        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void replacesWhollyEvenTheAuthentication() {
        long id = simulator.seedWebhook(
                CLIENT, "open", "activated", TARGET, "{\"type\":\"basicAuth\",\"userName\":\"u\",\"password\":\"p\"}");
        String[] fields = {"type", "open", "format", "json", "targetUrl", TARGET + "2"};

        assertThat(caller.form("PUT", HOOKS + "/" + id, fields)
                        .json()
                        .path("authentication")
                        .path("type")
                        .asText())
                .isEqualTo("none");
        assertThat(simulator.webhooks(CLIENT).get(0).targetUrl()).isEqualTo(TARGET + "2");
        assertThat(status(id)).isEqualTo("activated");

        simulator.putKeepsAuthentication(true);
        caller.form(
                "PUT",
                HOOKS + "/" + id,
                "type",
                "open",
                "format",
                "json",
                "targetUrl",
                TARGET,
                "authentication",
                "{\"type\":\"keyAuth\",\"key\":\"K\",\"passphrase\":\"v\"}");
        assertThat(caller.form("PUT", HOOKS + "/" + id, fields).body()).contains("keyAuth");
    }

    @Test
    void takesTheDeprecatedBasicAuthentication() {
        caller.form(
                "POST",
                HOOKS,
                "type",
                "open",
                "format",
                "json",
                "targetUrl",
                TARGET,
                "basicAuthUsername",
                "u",
                "basicAuthPassword",
                "p");

        assertThat(simulator.webhooks(CLIENT).get(0).authentication()).contains("basicAuth", "\"u\"");
    }

    @Test
    void refusesIdsThatAreUnknownOrOfAnotherClient() {
        long foreign = simulator.seedWebhook(OTHER, "open", "created", TARGET, NONE);

        for (String step : List.of("/activate", "/deactivate")) {
            assertThat(caller.post(HOOKS + "/999" + step).status()).isEqualTo(404);
            assertThat(caller.post(HOOKS + "/" + foreign + step).status()).isEqualTo(409);
        }
        String[] fields = {"type", "open", "format", "json", "targetUrl", TARGET};
        assertThat(caller.form("PUT", HOOKS + "/999", fields).status()).isEqualTo(404);
        assertThat(caller.form("PUT", HOOKS + "/" + foreign, fields).status()).isEqualTo(409);
        assertThat(caller.delete(HOOKS + "/999").status()).isEqualTo(404);
        assertThat(caller.delete(HOOKS + "/" + foreign).status()).isEqualTo(409);
    }

    @Test
    void refusesWhoIsNotLoggedInWithABodyThatIsNoJson() {
        List<HttpCaller> strangers = List.of(
                new HttpCaller(simulator.url()),
                new HttpCaller(simulator.url()).basic("api@example.com", "wrong"),
                new HttpCaller(simulator.url()).basic("b@example.com", "pw2"),
                new HttpCaller(simulator.url()).with("Authorization", "Basic ???"));

        assertThat(strangers).allSatisfy(each -> {
            Reply reply = each.get(HOOKS);
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.body()).startsWith("<html>");
        });
        assertThat(caller.get("/999/webhooks").status()).isEqualTo(401);
    }

    @Test
    void takesAnotherPasswordFromNowOn() {
        simulator.password("api@example.com", "new");

        assertThat(caller.get(HOOKS).status()).isEqualTo(401);
        assertThat(caller.basic("api@example.com", "new").get(HOOKS).status()).isEqualTo(200);
    }

    @Test
    void refusesJsonWhereAFormIsWanted() {
        String json = "{\"type\":\"open\",\"format\":\"json\",\"targetUrl\":\"" + TARGET + "\"}";

        assertThat(caller.json("POST", HOOKS, json).status()).isEqualTo(415);
        assertThat(caller.form("PUT", "/" + CLIENT + "/recipients/1", "a", "b").status())
                .isEqualTo(415);
    }

    @Test
    void refusesCreationsBeyondTheLimit() {
        simulator.seedWebhook(CLIENT, "click", "suspended", "https://foreign.example.com/x", NONE);
        simulator.webhookLimit(2);
        created("open");

        Reply beyond = caller.form("POST", HOOKS, "type", "sent", "format", "json", "targetUrl", TARGET);
        simulator.webhookLimitStatus(409);
        Reply other = caller.form("POST", HOOKS, "type", "sent", "format", "json", "targetUrl", TARGET);

        assertThat(beyond.status()).isEqualTo(400);
        assertThat(beyond.json().path("errorMessage").asText()).contains("limited");
        assertThat(other.status()).isEqualTo(409);
    }

    @Test
    void listsInOrderAndInPages() {
        List<Long> ids = List.of(created("open"), created("click"), created("sent"));

        assertThat(ids(HOOKS)).containsExactly(ids.get(2), ids.get(1), ids.get(0));
        assertThat(ids(HOOKS + "?direction=ASC&limit=2")).containsExactly(ids.get(0), ids.get(1));
        assertThat(ids(HOOKS + "?direction=asc&limit=2&offset=2")).containsExactly(ids.get(2));
        assertThat(ids(HOOKS + "?sort=TYPE&direction=ASC&integrationId=x"))
                .containsExactly(ids.get(1), ids.get(0), ids.get(2));
        assertThat(caller.get(HOOKS + "?limit=10000").status()).isEqualTo(400);
        assertThat(caller.get(HOOKS + "?limit=9999").status()).isEqualTo(200);
        assertThat(caller.get(HOOKS + "?sort=colour").status()).isEqualTo(400);
        assertThat(caller.get(HOOKS + "?direction=up").status()).isEqualTo(400);
    }

    private List<Long> ids(String path) {
        List<Long> ids = new java.util.ArrayList<>();
        caller.get(path).json().forEach(each -> ids.add(each.path("id").asLong()));
        return ids;
    }

    @Test
    void answersInTheMediaTypeThatIsAccepted() {
        String vendor = "application/vnd.optivo.broadmail.v1+json";

        assertThat(caller.get(HOOKS).headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(caller.with("Accept", vendor).get(HOOKS).headers().firstValue("Content-Type"))
                .hasValue(vendor);
    }

    @Test
    void verifySendsTestEventsAndTellsWhatTheTargetSaid() {
        try (WebhookTarget target = new WebhookTarget()) {
            simulator.reach("https://hooks.example.com", target.uri());
            long mailing = simulator.mailing(CLIENT, "Welcome");
            long id = simulator.seedWebhook(
                    CLIENT,
                    "bounce",
                    "created",
                    TARGET,
                    "{\"type\":\"keyAuth\",\"key\":\"X-Key\",\"passphrase\":\"k\"}");
            String verify = HOOKS + "/" + id + "/verify?mailingId=" + mailing;

            JsonNode good = caller.get(verify + "&numberOfEvents=3").json();
            target.answer(arrival -> 503);
            JsonNode bad = caller.get(verify).json();

            assertThat(good.isArray()).isTrue();
            assertThat(good.path(0).path("httpStatusCode").asInt()).isEqualTo(200);
            assertThat(good.path(0).path("numberOfEvents").asInt()).isEqualTo(3);
            assertThat(good.path(0).path("targetUrl").asText()).isEqualTo(TARGET);
            assertThat(bad.path(0).path("httpStatusCode").asInt()).isEqualTo(503);
            assertThat(target.arrivals().get(0).path()).isEqualTo("/campaign/1");
            assertThat(target.arrivals().get(0).header("X-Key")).isEqualTo("k");
            assertThat(target.arrivals().get(0).events()).hasSize(3).allSatisfy(event -> {
                assertThat(event.path("type").asText()).isEqualTo("bounce");
                assertThat(event.path("mailingId").asLong()).isEqualTo(mailing);
            });
        }
    }

    @Test
    void verifyRefusesWhatIsWrong() {
        long id = created("bounce");
        long mailing = simulator.mailing(CLIENT, "Welcome");
        String verify = HOOKS + "/" + id + "/verify";

        assertThat(caller.get(verify).status()).isEqualTo(400);
        assertThat(caller.get(verify + "?mailingId=1").status()).isEqualTo(400);
        assertThat(caller.get(verify + "?mailingId=" + mailing + "&numberOfEvents=0")
                        .status())
                .isEqualTo(400);
        assertThat(caller.get(verify + "?mailingId=" + mailing + "&numberOfEvents=101")
                        .status())
                .isEqualTo(400);
        assertThat(caller.post(verify + "?mailingId=" + mailing).status()).isEqualTo(405);
        assertThat(caller.get(HOOKS + "/999/verify?mailingId=" + mailing).status())
                .isEqualTo(404);
        JsonNode unreachable = caller.get(verify + "?mailingId=" + mailing).json();
        assertThat(unreachable.path(0).path("httpStatusCode").asInt()).isZero();
        simulator.verifyUnsupported("bounce");
        assertThat(caller.get(verify + "?mailingId=" + mailing).status()).isEqualTo(400);
    }

    @Test
    void tellsWhoIsLoggedIn() {
        assertThat(caller.get("/" + CLIENT + "/users/authenticated")
                        .json()
                        .path("username")
                        .asText())
                .isEqualTo("api@example.com");
    }
}

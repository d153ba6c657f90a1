package dev.serai.optimizely.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.config.Secret;
import dev.serai.testing.Ports;
import dev.serai.testing.ScriptedApi;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the client does when an API does not answer as it should. */
class ApiClientTest {
    private static final String PASSWORD = "api-password-of-16";
    private final ScriptedApi api = new ScriptedApi();
    private final ApiClient client = client(api.url());

    private static ApiClient client(String url) {
        try {
            return new ApiClient(settings(url), new BasicCredentials("user@example.com", PASSWORD));
        } catch (ApiException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ApiSettings settings(String url) {
        return new ApiSettings(
                "campaign.api",
                url + "/rest",
                Map.of("user", Secret.of("user@example.com"), "password", Secret.of(PASSWORD)),
                Duration.ofMillis(800),
                List.of(Duration.ofMillis(1), Duration.ofMillis(1)));
    }

    @AfterEach
    void close() {
        client.close();
        api.close();
    }

    private JsonNode get() throws Exception {
        return client.call(ApiCall.get("/1/things", Map.of("limit", "10", "recipientIds", "a b,c+d@example.com")));
    }

    private static ApiException failure(ThrowingCallable call) {
        Throwable[] thrown = new Throwable[1];
        assertThatThrownBy(call).isInstanceOf(ApiException.class).satisfies(e -> thrown[0] = e);
        assertThat(thrown[0].toString()).doesNotContain(PASSWORD, "user@example.com");
        return (ApiException) thrown[0];
    }

    @Test
    void queryAndPathAreSentAsTheyAreMeant() throws Exception {
        api.then(200, "{\"a\":1}");

        assertThat(get().path("a").asInt()).isEqualTo(1);
        assertThat(api.requests())
                .containsExactly("GET /rest/1/things?limit=10&recipientIds=a%20b%2Cc%2Bd%40example.com");
    }

    @Test
    void tooManyCallsAreMadeAgainAfterTheWaitThatIsAskedFor() throws Exception {
        api.then(429, Map.of("Retry-After", "1"), "slow down").then(200, "{\"a\":1}");
        long began = System.nanoTime();

        assertThat(get().path("a").asInt()).isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void tooManyCallsForGoodAreToldWithTheNextStep() {
        api.then(429, "slow down");

        assertThat(failure(this::get))
                .hasMessageContaining("campaign.api: GET /1/things was answered 429 slow down; too many calls")
                .extracting(ApiException::status)
                .isEqualTo(429);
        assertThat(api.requests()).hasSize(3);
    }

    @Test
    void aFailingApiIsAskedAgain() throws Exception {
        api.then(500, "{\"errorMessage\":\"internal\"}").thenDrop().then(200, "[]");

        assertThat(get().isArray()).isTrue();
    }

    @Test
    void anApiThatFailsForGoodIsTold() {
        api.then(503, "<html><body>We are down</body></html>");

        assertThat(failure(this::get)).hasMessageContaining("was answered 503 We are down; the API fails");
    }

    @Test
    void whatMayHaveTakenEffectIsNotRepeated() {
        api.then(500, "");
        ApiCall post = ApiCall.of("POST", "/1/things").form(Map.of("a", "b"));

        assertThat(failure(() -> client.call(post)).isUnclear()).isTrue();
        assertThat(api.requests()).hasSize(1);
    }

    @Test
    void aPageInPlaceOfJsonIsNoAnswer() {
        api.then(200, "<html><head><title>x</title></head><body>Log in first</body></html>");

        assertThat(failure(this::get))
                .hasMessageContaining("something that is no JSON: x Log in first; is campaign.api.url right")
                .extracting(ApiException::isUnclear)
                .isEqualTo(true);
    }

    @Test
    void anAnswerThatNeverComesEndsInTime() {
        api.thenHang();
        long began = System.nanoTime();

        assertThat(failure(this::get))
                .hasMessageContaining("GET /1/things was not answered")
                .hasMessageContaining("url");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
        assertThat(api.requests()).hasSize(3);
    }

    @Test
    void aConnectionThatEndsAndOneThatIsRefusedAreTold() {
        api.thenDrop();
        assertThat(failure(this::get)).hasMessageContaining("was not answered");

        try (ApiClient nobody = client("http://localhost:" + Ports.free())) {
            assertThat(failure(() -> nobody.call(ApiCall.get("/1/things", Map.of()))))
                    .hasMessageContaining("was not answered")
                    .hasMessageContaining("can localhost be reached from here?");
        }
    }

    @Test
    void wrongCredentialsAreNotTriedAgain() {
        api.then(401, "Bad credentials");

        assertThat(failure(this::get))
                .hasMessageContaining(
                        "was answered 401 Bad credentials; the credentials are refused; compare campaign.api.*");
        assertThat(api.requests()).hasSize(1);
    }

    @Test
    void noMessageRepeatsASecretThatTheApiRepeats() {
        String secret = "shh, it's short";
        api.then(400, "{\"errorMessage\":\"bad value " + secret + " of user@example.com with " + PASSWORD + "\"}");
        ApiCall post = ApiCall.of("POST", "/1/things")
                .form(Map.of("a", secret))
                .hiding(Set.of(secret, ""))
                .refused(400, "write it otherwise");

        assertThat(failure(() -> client.call(post)))
                .hasMessageContaining("bad value …")
                .hasMessageEndingWith("write it otherwise")
                .message()
                .doesNotContain(secret);
        assertThat(post.toString()).isEqualTo("POST /1/things");
    }

    @Test
    void missingCredentialsAreNamed() {
        ApiSettings unset = new ApiSettings(
                "campaign.api",
                api.url(),
                Map.of("user", Secret.of(""), "password", Secret.of("")),
                Duration.ofSeconds(1),
                List.of(Duration.ofMillis(1)));

        assertThat(failure(() -> new ApiClient(unset, new BasicCredentials("", ""))))
                .hasMessage("campaign.api.password, campaign.api.user not set; see docs/registration.md");
    }
}

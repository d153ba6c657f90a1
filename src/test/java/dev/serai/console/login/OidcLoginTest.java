package dev.serai.console.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.serai.console.login.ConsoleUnderTest.Browser;
import dev.serai.console.login.IdentityProvider.Break;
import dev.serai.journal.OperationsAudit.Entry;
import dev.serai.operate.FailedLogins;
import dev.serai.testing.Ports;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Logins at an identity provider, over real HTTP. Each test starts with a login that works, and breaks one thing. */
@SuppressWarnings("NullAway.Init")
class OidcLoginTest {
    @TempDir
    Path directory;

    private final int providerPort = Ports.free();
    private final int port = Ports.free();
    private IdentityProvider provider;
    private ConsoleUnderTest console;
    private Browser browser;

    @BeforeEach
    void start() {
        console = new ConsoleUnderTest(
                directory,
                port,
                Map.of(
                        "console.oidc.issuer",
                        "http://localhost:" + providerPort,
                        "console.oidc.client-id",
                        IdentityProvider.CLIENT,
                        "console.oidc.client-secret",
                        IdentityProvider.SECRET,
                        "console.oidc.redirect-uri",
                        "http://localhost:" + port + "/console/login/callback",
                        "console.oidc.viewer",
                        "serai-viewers",
                        "console.oidc.operator",
                        "serai-operators, serai-admins",
                        "console.oidc.privacy",
                        "serai-privacy"),
                false);
        browser = console.browser();
        provider = new IdentityProvider(providerPort);
    }

    @AfterEach
    void stop() {
        provider.close();
        console.close();
    }

    /** The way to the provider. @return the way back */
    private URI atTheProvider(Browser browser) throws Exception {
        HttpResponse<String> there = browser.get("/console/login/oidc?to=/console/events?x=1");
        assertThat(there.statusCode()).isEqualTo(303);
        HttpResponse<String> back = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(console.uri(there)).build(), BodyHandlers.ofString());
        assertThat(back.statusCode()).as(back.body()).isEqualTo(302);
        return console.uri(back);
    }

    private HttpResponse<String> signIn() throws Exception {
        return browser.get(atTheProvider(browser));
    }

    private void refused(HttpResponse<String> answer, int status, String message) throws Exception {
        assertThat(answer.body()).contains(message);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(browser.cookies).doesNotContainKey("serai_session");
        assertThat(browser.get("/console").statusCode()).isEqualTo(303);
        assertThat(console.audited()).isEmpty();
    }

    @Test
    void signsInAtTheProvider() throws Exception {
        HttpResponse<String> back = signIn();

        assertThat(back.statusCode()).isEqualTo(200);
        assertThat(back.body()).contains("content=\"0; url=/console/events?x=1\"");
        assertThat(back.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie).contains("serai_session=", "Path=/console", "SameSite=Strict"))
                .anySatisfy(cookie -> assertThat(cookie).contains("serai_oidc=;", "Max-Age=0"));
        assertThat(browser.get("/console").body()).startsWith("oidc:ann operator ");
        await().untilAsserted(() -> assertThat(console.audited())
                .extracting(Entry::who, Entry::action)
                .containsExactly(Tuple.tuple("oidc:ann", "login")));
        assertThat(console.audited().get(0).filter()).contains("\"subject\":\"subject-1\"");
    }

    @Test
    void bindsTheLoginToTheBrowserForTenMinutes() throws Exception {
        HttpResponse<String> there = browser.get("/console/login/oidc");

        assertThat(there.headers().allValues("Set-Cookie")).singleElement().satisfies(cookie -> assertThat(cookie)
                .containsIgnoringCase("httponly")
                .contains("serai_oidc=", "Max-Age=600", "Path=/;", "SameSite=Lax"));
        String raw =
                console.raw("GET /console/login/oidc HTTP/1.1", "Host: serai.example.com", "X-Forwarded-Proto: https");
        assertThat(raw).containsPattern("(?i)set-cookie: __Host-serai_oidc=[^;]{43};.*Secure");
        assertThat(console.raw("GET /console/login/oidc HTTP/1.1", "Host: serai.example.com"))
                .contains(" 403 ", "ask for it over https");
    }

    @Test
    void asksForTheMetadataAtTheFirstLoginAndOnceAnHour() throws Exception {
        assertThat(browser.get("/console/login").body()).contains("\"oidc\":true");
        assertThat(provider.discoveries).hasValue(0);

        signIn();
        signIn();
        assertThat(provider.discoveries).hasValue(1);

        console.clock.move(Duration.ofHours(1));
        signIn();
        assertThat(provider.discoveries).hasValue(2);
    }

    @Test
    void worksWithoutTheProviderUntilItIsThere() throws Exception {
        provider.close();
        refused(browser.get("/console/login/oidc"), 503, "the identity provider does not answer");

        provider = new IdentityProvider(providerPort);

        assertThat(signIn().statusCode()).isEqualTo(200);
    }

    @Test
    void sendsTheSecretInTheBodyToAProviderThatWantsItThere() throws Exception {
        provider.clientAuthentication = List.of("client_secret_post");

        assertThat(signIn().statusCode()).isEqualTo(200);
    }

    /** The reason in the log tells that the token was refused for what is wrong with it, and for nothing else. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ISSUER | Unexpected JWT issuer",
                "AUDIENCE | Unexpected JWT audience",
                "NONCE | Unexpected JWT nonce",
                "NO_NONCE | Missing JWT nonce",
                "EXPIRED | Expired JWT",
                "UNKNOWN_KEY | no matching key(s) found",
                "CHANGED_AFTER_SIGNING | Invalid signature",
                "ALG_NONE | Signed ID token expected",
                "HS256_WITH_SECRET | Another algorithm expected",
                "HS256_WITH_PUBLIC_KEY | Another algorithm expected"
            })
    void takesNoTokenThatIsWrong(Break broken, String reason) throws Exception {
        provider.broken = broken;
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(LoginLog.class);
        logged.start();
        logger.addAppender(logged);

        HttpResponse<String> answer;
        try {
            answer = signIn();
        } finally {
            logger.detachAppender(logged);
        }

        assertThat(provider.tokenCalls).hasValue(1);
        assertThat(provider.lastProblem).isNull();
        refused(answer, 403, "the token of the identity provider is not valid");
        assertThat(List.copyOf(logged.list))
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("outcome=refused way=oidc status=403", reason);
    }

    @Test
    void takesNoAnswerWithoutAToken() throws Exception {
        provider.broken = Break.NO_ID_TOKEN;

        refused(signIn(), 403, "the identity provider sent no ID token");
    }

    @Test
    void takesNoAnswerOfAnotherProvider() throws Exception {
        provider.broken = Break.ISS_OF_ANSWER;

        refused(signIn(), 403, "the answer is of another identity provider");
        assertThat(provider.tokenCalls).hasValue(0);
    }

    @Test
    void takesNoMetadataOfAnotherIssuer() throws Exception {
        provider.namedIssuer = "https://other.example.com";

        refused(browser.get("/console/login/oidc"), 503, "the identity provider does not answer as it should");
    }

    @Test
    void takesNoStateOfAnotherBrowser() throws Exception {
        Browser attacker = console.browser();
        URI back = atTheProvider(attacker);

        refused(browser.get(back), 400, "this login began in another browser");
        assertThat(provider.tokenCalls).hasValue(0);
        // the login is used up, and no way leads back to it
        assertThat(attacker.get(back).statusCode()).isEqualTo(400);

        URI second = atTheProvider(attacker);
        atTheProvider(browser);
        refused(browser.get(second), 400, "this login began in another browser");
    }

    @Test
    void takesEachLoginOnce() throws Exception {
        URI back = atTheProvider(browser);
        Map<String, String> cookies = Map.copyOf(browser.cookies);
        assertThat(browser.get(back).statusCode()).isEqualTo(200);

        browser.cookies.clear();
        browser.cookies.putAll(cookies);

        assertThat(browser.get(back).statusCode()).isEqualTo(400);
        assertThat(browser.cookies).doesNotContainKey("serai_session");
        assertThat(provider.tokenCalls).hasValue(1);
    }

    @Test
    void takesNoCodeTwice() throws Exception {
        URI first = atTheProvider(browser);
        String code = first.getQuery().replaceFirst(".*code=([^&]*).*", "$1");
        browser.get(first);
        browser.cookies.clear();

        HttpResponse<String> second = browser.get(IdentityProvider.withCode(atTheProvider(browser), code));

        assertThat(second.statusCode()).isEqualTo(403);
        assertThat(second.body()).contains("the identity provider did not take the code");
        assertThat(provider.lastProblem).isEqualTo("invalid_grant");
        assertThat(browser.cookies).doesNotContainKey("serai_session");
    }

    @Test
    void takesNoCodeOfAnotherLogin() throws Exception {
        String stolen = atTheProvider(console.browser()).getQuery().replaceFirst(".*code=([^&]*).*", "$1");

        refused(
                browser.get(IdentityProvider.withCode(atTheProvider(browser), stolen)),
                403,
                "the identity provider did not take the code");
    }

    @Test
    void takesNoLoginThatTookTooLong() throws Exception {
        URI back = atTheProvider(browser);

        console.clock.move(Duration.ofMinutes(10));

        refused(browser.get(back), 400, "took more than 10 minutes");
    }

    @Test
    void takesNoStateThatWasMadeUp() throws Exception {
        atTheProvider(browser);

        refused(browser.get("/console/login/callback?code=x&state=" + RandomText.next()), 400, "ended already");
        refused(browser.get("/console/login/callback?code=x"), 400, "ended already");
    }

    @Test
    void saysThatTheProviderRefusesAndNothingOfItsWords() throws Exception {
        String state = atTheProvider(browser).getQuery().replaceFirst(".*state=([^&]*).*", "$1");

        HttpResponse<String> answer =
                browser.get("/console/login/callback?error=access_denied&error_description=call%20me&state=" + state);

        refused(answer, 403, "the identity provider refused the login");
        assertThat(answer.body()).doesNotContain("call me");
    }

    @ParameterizedTest
    @CsvSource({
        "serai-viewers, viewer",
        "serai-admins, operator",
        "serai-viewers serai-privacy, privacy",
        "serai-viewers serai-operators, operator"
    })
    void theHighestRoleCounts(String groups, String role) throws Exception {
        provider.claims.put("groups", List.of(groups.split(" ")));

        signIn();

        assertThat(browser.get("/console").body()).startsWith("oidc:ann " + role + " ");
    }

    @Test
    void oneTextIsAListOfOne() throws Exception {
        provider.claims.put("groups", "serai-viewers");

        signIn();

        assertThat(browser.get("/console").body()).startsWith("oidc:ann viewer ");
    }

    @ParameterizedTest
    @CsvSource({"serai-operator", "SERAI-OPERATORS", "serai-viewers serai-operators", "''"})
    void withoutARoleNobodySignsIn(String group) throws Exception {
        provider.claims.put("groups", List.of(group));

        refused(signIn(), 403, "gives you no role here");
    }

    @Test
    void withoutTheClaimNobodySignsIn() throws Exception {
        provider.claims.remove("groups");

        refused(signIn(), 403, "gives you no role here; the claim groups");
    }

    @ParameterizedTest
    @CsvSource({
        "preferred_username, Ann Müller, oidc:Ann-M-ller",
        "email, ann@example.com, oidc:ann@example.com",
        "name, ignored, oidc:subject-1"
    })
    void namesThePersonInTheCharactersOfTokens(String claim, String value, String name) throws Exception {
        provider.claims.remove("preferred_username");
        provider.claims.put(claim, value);

        signIn();

        assertThat(browser.get("/console").body()).startsWith(name + " operator ");
    }

    @Test
    void anAddressMayFailTenTimesAMinute() throws Exception {
        for (int i = 0; i < FailedLogins.MAX; i++) {
            assertThat(browser.get("/console/login/callback?code=x&state=x").statusCode())
                    .isEqualTo(400);
        }

        assertThat(browser.get("/console/login/callback?code=x&state=x").statusCode())
                .isEqualTo(429);

        console.clock.move(Duration.ofSeconds(61));
        assertThat(signIn().statusCode()).isEqualTo(200);
    }
}

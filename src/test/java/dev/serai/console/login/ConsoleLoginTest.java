package dev.serai.console.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.console.login.ConsoleUnderTest.Browser;
import dev.serai.journal.OperationsAudit.Entry;
import dev.serai.operate.FailedLogins;
import dev.serai.operate.Role;
import dev.serai.testing.Ports;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions, logins with tokens and the guard over real HTTP. */
@SuppressWarnings("NullAway.Init")
class ConsoleLoginTest {
    @TempDir
    Path directory;

    private ConsoleUnderTest console;
    private Browser browser;

    private void start(boolean loopback) {
        console = new ConsoleUnderTest(directory, Ports.free(), Map.of(), loopback);
        browser = console.browser();
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String cookie(HttpResponse<?> response) {
        return header(response, "Set-Cookie");
    }

    /** A port that other machines reach. */
    @Nested
    class Open {
        private String viewer;
        private String operator;

        @BeforeEach
        void open() throws Exception {
            start(false);
            viewer = console.tokens.add("ann", Role.VIEWER);
            operator = console.tokens.add("bob", Role.OPERATOR);
        }

        @Test
        void asksAStrangerToSignIn() throws Exception {
            HttpResponse<String> page = browser.get("/console/events?family=campaign&since=1d");

            assertThat(page.statusCode()).isEqualTo(303);
            assertThat(header(page, "Location"))
                    .isEqualTo("/console/login?to=%2Fconsole%2Fevents%3Ffamily%3Dcampaign%26since%3D1d");
            assertThat(browser.get(console.uri(page)).body())
                    .contains("\"to\":\"/console/events?family=campaign&since=1d\"", "\"local\":false");
            assertThat(browser.cookies).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"/console", "/console/", "/console/x", "/%63onsole/x", "/console/static", "/console/login/x"
                })
        void showsNoPageWithoutASession(String path) throws Exception {
            assertThat(browser.get(path).statusCode()).isEqualTo(303);
        }

        @Test
        void showsStaticFilesToAnybody() throws Exception {
            assertThat(browser.get("/console/static/page.css").body()).isEqualTo("css");
            assertThat(browser.get("/console/static/../x").statusCode()).isEqualTo(303);
            assertThat(browser.get("/console/static/%2e%2e/x").statusCode()).isEqualTo(303);
        }

        @Test
        void tellsHtmxWhereToSignIn() throws Exception {
            HttpResponse<String> part = browser.get(
                    "/console/part", "HX-Request", "true", "HX-Current-URL", "http://localhost/console/events?x=1");

            assertThat(part.statusCode()).isEqualTo(401);
            assertThat(header(part, "HX-Redirect")).isEqualTo("/console/login?to=%2Fconsole%2Fevents%3Fx%3D1");
            assertThat(browser.get("/console/live", "Accept", "text/event-stream")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(browser.post("/console/pause", "csrf=x").statusCode()).isEqualTo(303);
        }

        @Test
        void signsInWithATokenAndGoesWhereThePersonWanted() throws Exception {
            HttpResponse<String> login =
                    browser.post("/console/login", "token=" + viewer + "&to=%2Fconsole%2Fevents%3Fx%3D1");

            assertThat(login.statusCode()).isEqualTo(303);
            assertThat(header(login, "Location")).isEqualTo("/console/events?x=1");
            assertThat(cookie(login))
                    .startsWith("serai_session=")
                    .containsIgnoringCase("; HttpOnly")
                    .contains("Path=/console", "SameSite=Strict")
                    .doesNotContain("Secure", "Max-Age");
            assertThat(browser.get("/console/events").body()).startsWith("ann viewer ");
            await().untilAsserted(() -> assertThat(console.audited())
                    .extracting(Entry::who, Entry::action, Entry::filter)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("ann", "login", "{\"with\":\"token\"}")));
        }

        @Test
        void leadsToNoOtherSite() throws Exception {
            HttpResponse<String> login =
                    browser.post("/console/login", "token=" + viewer + "&to=%2F%2Fevil.example.com%2F");

            assertThat(header(login, "Location")).isEqualTo("/console");
            assertThat(header(browser.get("/console/login?to=https://evil.example.com/"), "Location"))
                    .isEqualTo("/console");
        }

        @Test
        void eachLoginHasAnIdOfItsOwn() throws Exception {
            browser.cookies.put("serai_session", "fixed-by-somebody-else");
            browser.signedIn(viewer);
            String first = browser.cookies.get("serai_session");
            assertThat(first).isNotEqualTo("fixed-by-somebody-else");

            browser.signedIn(operator);

            assertThat(browser.cookies.get("serai_session")).isNotEqualTo(first);
            assertThat(browser.get("/console").body()).startsWith("bob operator ");
            browser.cookies.put("serai_session", Objects.requireNonNull(first));
            assertThat(browser.get("/console").statusCode()).isEqualTo(303);
        }

        @Test
        void anAddressMayFailTenTimesAMinute() throws Exception {
            for (int i = 0; i < FailedLogins.MAX; i++) {
                HttpResponse<String> failed = browser.post("/console/login", "token=serai_wrong");
                assertThat(failed.statusCode()).isEqualTo(401);
                assertThat(failed.body()).contains("the token is not known").doesNotContain("serai_wrong");
            }
            HttpResponse<String> tooMany = browser.post("/console/login", "token=serai_wrong");
            assertThat(tooMany.statusCode()).isEqualTo(429);
            assertThat(header(tooMany, "Retry-After")).isEqualTo("60");
            assertThat(browser.cookies).isEmpty();

            console.clock.move(Duration.ofSeconds(61));

            assertThat(browser.post("/console/login", "token=serai_wrong").statusCode())
                    .isEqualTo(401);
            assertThat(browser.post("/console/login", "").statusCode()).isEqualTo(401);
        }

        @Test
        void readsNoLargeLogin() throws Exception {
            assertThat(browser.post("/console/login", "token=" + "x".repeat(8 * 1024))
                            .statusCode())
                    .isEqualTo(413);
        }

        @ParameterizedTest
        @CsvSource({
            "Origin, http://evil.example.com",
            "Origin, null",
            "Origin, http://localhost:1",
            "Sec-Fetch-Site, cross-site",
            "Sec-Fetch-Site, same-site"
        })
        void takesNoLoginOfAnotherSite(String name, String value) throws Exception {
            HttpResponse<String> login = browser.post("/console/login", "token=" + viewer, name, value);

            assertThat(login.statusCode()).isEqualTo(403);
            assertThat(browser.cookies).isEmpty();
        }

        @Test
        void wantsTheTokenOfTheSessionForEachChange() throws Exception {
            browser.signedIn(operator);
            String csrf = browser.csrf();
            String other = console.browser().signedIn(operator).csrf();

            assertThat(browser.post("/console/pause", "csrf=" + csrf + "&field=a%20b+c")
                            .body())
                    .endsWith(" a b c");
            assertThat(browser.post("/console/pause", "field=1", "X-CSRF-Token", csrf)
                            .body())
                    .endsWith(" 1");
            assertThat(browser.post("/console/pause", "field=1").statusCode()).isEqualTo(403);
            assertThat(browser.post("/console/pause", "csrf=").statusCode()).isEqualTo(403);
            assertThat(browser.post("/console/pause", "csrf=" + other).statusCode())
                    .isEqualTo(403);
            assertThat(browser.post("/console/pause?csrf=" + csrf, "").statusCode())
                    .isEqualTo(403);
            assertThat(browser.post("/console/pause", "csrf=" + csrf, "X-CSRF-Token", "wrong")
                            .statusCode())
                    .isEqualTo(403);
            for (String method : new String[] {"DELETE", "PUT", "PATCH", "OPTIONS"}) {
                HttpRequest.Builder request = HttpRequest.newBuilder(console.uri("/console/x"))
                        .method(method, HttpRequest.BodyPublishers.noBody());
                assertThat(browser.send(request.copy()).statusCode()).as(method).isEqualTo(403);
                assertThat(browser.send(request, "X-CSRF-Token", csrf).statusCode())
                        .as(method)
                        .isEqualTo(200);
            }
        }

        @Test
        void takesNoChangeOfAnotherSiteEvenWithTheToken() throws Exception {
            browser.signedIn(operator);
            String csrf = "csrf=" + browser.csrf();
            String own = "http://localhost:" + console.port;

            assertThat(browser.post("/console/x", csrf, "Origin", own, "Sec-Fetch-Site", "same-origin")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(browser.post("/console/x", csrf, "Origin", "http://127.0.0.1:" + console.port)
                            .statusCode())
                    .isEqualTo(403);
            HttpResponse<String> refused = browser.post("/console/x", csrf, "Sec-Fetch-Site", "cross-site");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("another site");
        }

        @Test
        void readsFieldsLongerThanTheFormsOfVertx() throws Exception {
            browser.signedIn(operator);
            String csrf = browser.csrf();

            assertThat(browser.post("/console/x", "csrf=" + csrf + "&field=" + "x".repeat(100_000))
                            .body())
                    .hasSizeGreaterThan(100_000);
            assertThat(browser.post("/console/x", "csrf=" + csrf + "&field=" + "x".repeat(9 << 20))
                            .statusCode())
                    .isEqualTo(413);
            assertThat(browser.post("/console/x", "csrf=" + csrf + "&field=%zz").statusCode())
                    .isEqualTo(400);
        }

        @Test
        void signsOut() throws Exception {
            browser.signedIn(operator);
            String csrf = "csrf=" + browser.csrf();
            String id = Objects.requireNonNull(browser.cookies.get("serai_session"));
            Browser other = console.browser().signedIn(operator);
            assertThat(browser.post("/console/logout", "").statusCode()).isEqualTo(403);

            HttpResponse<String> out = browser.post("/console/logout", csrf);

            assertThat(header(out, "Location")).isEqualTo("/console/login?out=1");
            assertThat(browser.get(console.uri(out)).body()).contains("you are signed out");
            assertThat(browser.cookies).containsEntry("serai_session", "ended");
            browser.cookies.put("serai_session", id);
            assertThat(browser.get("/console").statusCode()).isEqualTo(303);
            assertThat(other.get("/console").statusCode()).isEqualTo(200);

            Browser third = console.browser().signedIn(operator);
            other.post("/console/logout", "everywhere=true&csrf=" + other.csrf());

            assertThat(third.get("/console").statusCode()).isEqualTo(303);
            await().untilAsserted(() -> assertThat(console.audited())
                    .extracting(Entry::action)
                    .containsExactlyInAnyOrder("login", "login", "login", "logout", "logout"));
        }

        @Test
        void aRevokedTokenEndsItsSession() throws Exception {
            browser.signedIn(operator);
            assertThat(browser.get("/console").statusCode()).isEqualTo(200);

            console.tokens.revoke("bob");

            assertThat(browser.get("/console").statusCode()).isEqualTo(303);
        }

        @Test
        void bringsALinkOfAnotherSiteToTheSession() throws Exception {
            browser.signedIn(operator);
            Browser withheld = console.browser();

            HttpResponse<String> page = withheld.get(
                    "/console/events?a=1&b='2'", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Dest", "document");

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("content=\"0; url=/console/events?a=1&amp;b=&#39;2&#39;\"");
            assertThat(withheld.cookies).isEmpty();
        }

        @Test
        void marksTheCookieSecureUnderAnyOtherName() throws Exception {
            String form = "token=" + viewer;
            String[] request = {
                "POST /console/login HTTP/1.1",
                "Host: serai.example.com",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Length: " + form.length()
            };
            assertThat(rawWith(request, "Origin: https://serai.example.com", form))
                    .contains(" 303 ")
                    .containsPattern("(?i)set-cookie: __Secure-serai_session=[^;]{43};.*Secure");
            assertThat(rawWith(request, "X-Forwarded-Proto: https", form)).contains(" 303 ");

            assertThat(rawWith(request, "Origin: http://serai.example.com", form))
                    .contains(" 403 ", "ask for it over https", "\"needsHttps\":true")
                    .doesNotContainIgnoringCase("set-cookie");
            assertThat(console.raw("GET /console/login HTTP/1.1", "Host: serai.example.com"))
                    .contains(" 200 ", "\"needsHttps\":true");
            assertThat(console.raw("GET /console/login HTTP/1.1", "Host: serai.example.com", "Sec-Fetch-Site: none"))
                    .contains("\"needsHttps\":false");
        }

        private String rawWith(String[] request, String header, String form) throws Exception {
            return console.raw(String.join("\r\n", request), header, "Connection: close", "", form);
        }
    }

    /** A port that only this machine reaches. */
    @Nested
    class Loopback {
        @BeforeEach
        void open() {
            start(true);
        }

        @Test
        void letsThisMachineInAtOnce() throws Exception {
            HttpResponse<String> page = browser.get("/console");

            assertThat(page.body()).startsWith("local privacy ");
            assertThat(cookie(page)).contains("SameSite=Strict").doesNotContain("Secure");
            String id = Objects.requireNonNull(browser.cookies.get("serai_session"));
            assertThat(cookie(browser.get("/console"))).isEmpty();
            assertThat(browser.cookies).containsEntry("serai_session", id);
            assertThat(console.audited()).isEmpty();
        }

        @Test
        void showsTheLoginAfterTheSessionHasEnded() throws Exception {
            browser.get("/console");

            console.clock.move(Duration.ofMinutes(30));

            HttpResponse<String> page = browser.get("/console");
            assertThat(page.statusCode()).isEqualTo(303);
            assertThat(browser.get(console.uri(page)).body()).contains("\"local\":true");
            assertThat(browser.post("/console/login/local", "to=/console/x").statusCode())
                    .isEqualTo(303);
            assertThat(browser.get("/console").body()).startsWith("local privacy ");
        }

        @Test
        void staysSignedOut() throws Exception {
            browser.post("/console/logout", "csrf=" + browser.csrf());

            assertThat(browser.get("/console").statusCode()).isEqualTo(303);
        }

        @Test
        void letsNobodyInUnderAnotherNameOrThroughAProxy() throws Exception {
            assertThat(console.raw("GET /console HTTP/1.1", "Host: rebound.example.com"))
                    .contains(" 303 ")
                    .doesNotContainIgnoringCase("set-cookie");
            assertThat(browser.get("/console", "X-Forwarded-For", "10.0.0.7").statusCode())
                    .isEqualTo(303);
            HttpResponse<String> login = browser.post("/console/login/local", "", "X-Forwarded-For", "10.0.0.7");
            assertThat(login.statusCode()).isEqualTo(403);
            assertThat(browser.cookies).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "Sec-Fetch-Site, cross-site",
            "Sec-Fetch-Dest, image",
            "Sec-Fetch-Dest, iframe",
            "HX-Request, true",
            "Accept, text/event-stream"
        })
        void nothingButAPageOfItsOwnStartsASession(String name, String value) throws Exception {
            HttpResponse<String> answer = browser.get("/console/x", name, value);

            assertThat(answer.body()).doesNotContain("local");
            assertThat(browser.cookies).isEmpty();
        }

        @Test
        void aPageOfAnotherSiteCannotContinueWithoutAToken() throws Exception {
            assertThat(browser.post("/console/login/local", "", "Sec-Fetch-Site", "cross-site")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(browser.cookies).isEmpty();
        }
    }
}

package dev.serai.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.serai.outbox.UnavailableException;
import dev.serai.testing.HostilePeer;
import dev.serai.testing.HostilePeer.Way;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** An org whose answers have no end: each call ends at a bound. */
class OrgBoundsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private final TwoOrgs orgs = new TwoOrgs();

    @AfterEach
    void stop() {
        orgs.close();
    }

    /** A login that is as it should be. */
    private static void token(OutputStream out, String url) throws IOException {
        String answer = "{\"access_token\":\"00D!x\",\"instance_url\":\"" + url + "\",\"id\":\"" + url
                + "/id/00Dxx0000001gPLEAY/005xx000001SwiUAAS\"}";
        HostilePeer.say(
                out,
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + answer.length() + "\r\n\r\n"
                        + answer);
    }

    private static HostilePeer org(HostilePeer.Script script) {
        HostilePeer[] peer = new HostilePeer[1];
        peer[0] = new HostilePeer((line, out) -> {
            if (line.contains("/oauth2/")) {
                token(out, peer[0].url());
            } else {
                script.answer(line, out);
            }
        });
        return peer[0];
    }

    private String failure(HostilePeer peer, String operation) {
        orgs.org("salesforce-hostile", peer.url());
        orgs.destination("d", "salesforce-hostile:" + operation);
        Throwable failure =
                assertTimeoutPreemptively(PATIENCE, () -> orgs.send("d", null).getException());
        return said(failure);
    }

    /** What the first bound in the chain says; else the kinds of the causes. */
    private static String said(@Nullable Throwable failure) {
        return Stream.<@Nullable Throwable>iterate(failure, each -> each != null, each -> each.getCause())
                .filter(UnavailableException.class::isInstance)
                .map(Throwable::getMessage)
                .findFirst()
                .orElseGet(() -> Stream.<@Nullable Throwable>iterate(
                                failure, each -> each != null, each -> each.getCause())
                        .map(each -> each.getClass().getSimpleName())
                        .toList()
                        .toString());
    }

    @ParameterizedTest
    @CsvSource({
        "BODY, an answer of more than 4096 KB",
        "CHUNKS, an answer of more than 4096 KB",
        "LONG_BODY, an answer of more than 4096 KB",
        "GZIP, an answer of more than 4096 KB",
        // with assertions on, Jetty stumbles over one of its own instead
        "HEADERS, '[SalesforceException, AssertionError]|an answer that is no HTTP, or has more than 64 KB of headers'",
        "REFUSAL, an answer of more than 64 KB",
        "INTERIM, more than 10 answers before the answer",
        "HEAD_BIT_BY_BIT, '[SalesforceException, TimeoutException]'"
    })
    void anAnswerWithoutEndEndsAtItsBound(Way way, String reason) {
        try (HostilePeer peer = org(way)) {
            assertThat(failure(peer, "query?rawPayload=true&sObjectQuery=SELECT Id FROM Contact"))
                    .isIn((Object[]) reason.split("\\|"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Way.class,
            names = {"GZIP", "HEAD_BIT_BY_BIT"})
    void soDoesALogin(Way way) {
        try (HostilePeer peer = new HostilePeer(way)) {
            assertThat(failure(peer, "getResources?rawPayload=true"))
                    .containsAnyOf("an answer of more than 64 KB", "64 KB of headers", "SalesforceException");
        }
    }

    @Test
    void aRedirectIsNotFollowedWithTheToken() {
        try (HostilePeer other = new HostilePeer(Way.REFUSAL);
                HostilePeer peer = org((line, out) -> HostilePeer.say(
                        out, "HTTP/1.1 302 Go\r\nLocation: " + other.url() + "/there\r\nContent-Length: 0\r\n\r\n"))) {
            assertThat(failure(peer, "getResources?rawPayload=true")).contains("SalesforceException");
            assertThat(other.requests()).isZero();
        }
    }
}

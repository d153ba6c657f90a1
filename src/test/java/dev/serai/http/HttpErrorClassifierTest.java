package dev.serai.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.dispatch.Outcome.Dead;
import dev.serai.dispatch.Outcome.Failed;
import dev.serai.dispatch.Outcome.Retry;
import dev.serai.dispatch.Outcome.Suspend;
import dev.serai.outbox.ErrorClassifiers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers over HTTP that are no success. */
class HttpErrorClassifierTest {
    private static final ErrorClassifiers ERRORS = new ErrorClassifiers(List.of(new HttpErrorClassifier()));

    private static Failed outcome(int status, Map<String, String> headers, String body) {
        return ERRORS.ofCall(
                new HttpOperationFailedException("http://host/secret?key=1", status, "No", null, headers, body));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    120                           | 120
                    0                             | 0
                    999999999                     | 3600
                    9999999999999999999           | 0
                    -5                            | 0
                    soon                          | 0
                    Sun, 06 Nov 1994 08:59:37 GMT | 600
                    Sun, 06 Nov 1994 08:39:37 GMT | 0
                    Sat, 06 Nov 2094 08:39:37 GMT | 3600
                    """)
    void waitsAsLongAsItIsToldButNoLongerThanAnHour(String retryAfter, int seconds) {
        Map<String, String> headers = Map.of("retry-after", retryAfter, "date", "Sun, 06 Nov 1994 08:49:37 GMT");

        assertThat(outcome(429, headers, "")).isEqualTo(new Suspend("HTTP 429", false, Duration.ofSeconds(seconds)));
        assertThat(outcome(503, headers, ""))
                .isEqualTo(
                        seconds == 0
                                ? new Retry("HTTP 503")
                                : new Suspend("HTTP 503", false, Duration.ofSeconds(seconds)));
        assertThat(outcome(400, headers, "")).isEqualTo(new Dead("HTTP 400"));
    }

    @Test
    void whereNobodyAnswersTheDestinationIsNotReached() {
        assertThat(ERRORS.ofCall(new IllegalStateException(new ConnectTimeoutException("host:443"))))
                .isEqualTo(new Suspend("unreachable: ConnectTimeoutException", false));
    }

    @Test
    void saysWhatTheAnswerSays() {
        assertThat(outcome(401, Map.of(), "invalid_token " + "x ".repeat(4_000)).reason())
                .startsWith("HTTP 401: invalid_token x x")
                .hasSize("HTTP 401: ".length() + 200);
        assertThat(outcome(
                                429,
                                Map.of(),
                                "{\"status\":\"error\",\"message\":\"You have reached your ten_secondly limit\","
                                        + "\"policyName\":\"TEN_SECONDLY_ROLLING\"}")
                        .reason())
                .isEqualTo("HTTP 429: {status: error, message: You have reached your ten_secondly limit,"
                        + " policyName: TEN_SECONDLY_ROLLING}");
    }
}

package dev.serai.registration;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.event.Json;
import dev.serai.optimizely.api.VerifiedWebhook;
import dev.serai.outbox.Excerpt;
import java.util.Map;

/**
 * What a test request of Campaign tells. Campaign's own answer is 200 even if the target has failed: only the status inside
 * counts.
 *
 * @param passed whether the target has answered 200
 * @param text what came of it, and what to do if it failed
 */
public record TestAnswer(boolean passed, String text) {
    private static final int OK = 200;

    static final String SOURCE = "193.169.180.1";

    public static TestAnswer of(VerifiedWebhook verified) {
        int status = verified.httpStatusCode();
        return status == OK
                ? new TestAnswer(true, "answered 200" + told(verified.responseBody()))
                : new TestAnswer(
                        false, (status == 0 ? "got no answer" : "answered " + status) + "; " + nextStep(status));
    }

    /** Serai's own answer, such as {@code {"received":1,"new":1}}. */
    private static String told(String body) {
        try {
            Map<String, Object> answer = Json.object(body);
            if (answer.get("received") instanceof Number received) {
                return " by Serai: " + received + " received, " + answer.getOrDefault("new", 0) + " new"
                        + (answer.get("quarantined") instanceof Number bad && bad.intValue() > 0
                                ? ", " + bad + " quarantined"
                                : "");
            }
        } catch (JsonProcessingException e) {
            // it is not Serai that has answered
        }
        return ", but not as Serai does (" + Excerpt.ofAnswer(body) + "); does a proxy answer in its place?";
    }

    private static String nextStep(int status) {
        return switch (status) {
            case 0 ->
                "Campaign could not reach the target: let " + SOURCE
                        + " in by https on port 443, with a certificate that is not self-signed and TLS 1.2 or newer";
            case 301, 302, 307, 308 -> "a proxy redirects; public-url must be where Serai answers, without a redirect";
            case 401 ->
                "the registered secret differs from that of the gateway; \"serai webhooks apply --resend-secrets\" registers"
                        + " the first value of its key again";
            case 403 -> "a proxy or firewall refuses " + SOURCE + "; let it in";
            case 404 ->
                "the path does not lead to Serai, or its secret segment is wrong; compare public-url with the proxy's rules";
            case 405 -> "the proxy lets no POST through";
            case 413 -> "the proxy takes only smaller bodies; allow what receive.max-body says";
            case 421 -> "the proxy does not serve the host of public-url, or hands the request to the wrong port";
            case 429 -> "campaign.rate-limit is lower than what Campaign sends";
            case 502, 504 -> "the proxy does not reach the gateway; is it running, and is receive.port right?";
            case 503 -> "the gateway cannot store events now; see its health";
            default -> "see the log of the proxy and of the gateway";
        };
    }
}

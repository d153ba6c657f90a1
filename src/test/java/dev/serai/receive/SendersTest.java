package dev.serai.receive;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.serai.testing.Gateway;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Every way in which a sender may prove itself, several secrets at a time. */
@ParameterizedClass(name = "{0}")
@MethodSource("gateways")
class SendersTest {
    private static final List<String> SECRETS = List.of(
            "cmp-old-secret",
            "cmp-new-secret",
            "cmp-segment",
            "old-password",
            "new-password",
            "campaign-old-key",
            "campaign-new-key",
            "campaign-segment",
            "graph-old-token",
            "graph-new-token",
            "graph-old-segment",
            "graph-new-segment");

    private final Gateway gateway;
    private final Held held;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    static Stream<Gateway> gateways() {
        return Gateway.onEachDatabase(Map.of(
                "cmp.secrets", "cmp-old-secret, cmp-new-secret",
                "cmp.path-secrets", "cmp-segment",
                "campaign.basic", "old:old-password,new:new-password",
                "campaign.header", "X-Campaign-Key",
                "campaign.secrets", "campaign-old-key,campaign-new-key",
                "campaign.path-secrets", "campaign-segment",
                "graph.header", "X-Graph-Token",
                "graph.secrets", "graph-old-token,graph-new-token",
                "graph.path-secrets", "graph-old-segment,graph-new-segment"));
    }

    SendersTest(Gateway gateway) {
        this.gateway = gateway;
        this.held = new Held(gateway);
    }

    @BeforeEach
    void readTheLog() {
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void noSecretIsInTheLog() {
        root.detachAppender(log);
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .allSatisfy(line -> assertThat(line).doesNotContain(SECRETS).doesNotContain("example.com"));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            /webhooks/cmp,                 Callback-Secret, cmp-old-secret
            /webhooks/cmp,                 callback-secret, cmp-new-secret
            /webhook/task-events,          Callback-Secret, cmp-new-secret
            /webhook/content-events,       Callback-Secret, cmp-new-secret
            /webhooks/cmp/any-segment,     Callback-Secret, cmp-new-secret
            /webhooks/cmp?any=query,       Callback-Secret, cmp-new-secret
            /webhooks/cmp/cmp-segment,     ,
            /webhook/task-events/cmp-segment, ,
            /webhooks/campaign,            Authorization,   basic old:old-password
            /webhooks/campaign,            Authorization,   basic new:new-password
            /webhooks/campaign,            X-Campaign-Key,  campaign-old-key
            /webhooks/campaign,            x-campaign-key,  campaign-new-key
            /webhooks/campaign/campaign-segment, ,
            /webhooks/graph,               X-Graph-Token,   graph-old-token
            /webhooks/graph,               X-Graph-Token,   graph-new-token
            /webhooks/graph/graph-old-segment, ,
            /webhooks/graph/graph-new-segment, ,
            """)
    void letsInWhoeverProvesItself(String path, String header, String value) {
        assertThat(post(path, header, value)).isEqualTo(200);
        assertThat(log.list).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            /webhooks/cmp,                 X-Graph-Token,   graph-new-token
            /webhooks/cmp/graph-new-segment, ,
            /webhooks/cmp/cmp-new-secret,  ,
            /webhooks/cmp,                 Callback-Secret, cmp-segment
            /webhooks/cmp,                 Callback-Secret, 'cmp-old-secret, cmp-new-secret'
            /webhooks/cmp?cmp-segment,     ,
            /webhooks/cmp/,                ,
            /webhooks/campaign,            Authorization,   basic old:new-password
            /webhooks/campaign,            Authorization,   basic old
            /webhooks/campaign,            Authorization,   Bearer campaign-new-key
            /webhooks/campaign,            X-Serai-Token,   campaign-new-key
            /webhooks/graph,               X-Graph-Token,   Graph-New-Token
            /webhooks/graph/graph-new-segment-and-more, ,
            """)
    void letsNobodyElseIn(String path, String header, String value) {
        assertThat(post(path, header, value)).isEqualTo(401);
    }

    private int post(String path, String header, String value) {
        Sample event = path.contains("campaign")
                ? Sample.bounce()
                : path.contains("graph") ? Sample.docUpdated() : Sample.assetAdded();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path));
        if (header != null) {
            request.header(header, value.startsWith("basic ") ? basic(value.substring(6)) : value);
        }
        int status = gateway.send(request.POST(BodyPublishers.ofString(event.json())))
                .statusCode();
        assertThat(held.events(event.mark())).hasSize(status == 200 ? 1 : 0);
        return status;
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"basic", "BASIC", "Basic"})
    void acceptsTheSchemeOfBasicInAnyCase(String scheme) {
        String value = scheme + basic("new:new-password").substring("Basic".length());

        assertThat(post("/webhooks/campaign", "Authorization", value.replace("basic ", "bASIC ")))
                .isEqualTo(200);
    }

    @Test
    void saysInTheLogWhichSecretMatchedByItsPosition() {
        post("/webhooks/graph", "X-Graph-Token", "graph-old-token");
        post("/webhooks/graph", "X-Graph-Token", "graph-new-token");

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anySatisfy(line ->
                        assertThat(line).contains("family=graph status=200").contains("secret=3"))
                .anySatisfy(line ->
                        assertThat(line).contains("family=graph status=200").contains("secret=4"));
    }
}

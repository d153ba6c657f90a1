package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Routes;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A family whose headers say something of an event: a body in quarantine keeps them, and becomes the event that it would have been. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init")
class QuarantinedHeadersTest {
    private static final String BODY = "{\"sort\":\"paid\",\"total\":7}";

    @TempDir
    Path directory;

    @Parameter
    Database database;

    private String url;
    private Map<String, String> settings;

    @BeforeEach
    void configure() {
        url = database.newUrl();
        settings = new HashMap<>(Routes.copyTo(directory).settings());
        settings.put("family.shop.header", "X-Secret");
        settings.put("family.shop.secrets", "shop-secret");
        settings.put("family.shop.type", "/kind");
        settings.put("family.shop.id", "header:X-Order");
        settings.put("family.shop.contact", "header:X-Buyer");
        settings.put("family.shop.handshake-when", "header:X-Hook=setup");
        settings.put("family.shop.handshake-answer", "header:X-Hook-Secret");
    }

    private Gateway start() {
        return Gateway.start(url, database.user(), settings);
    }

    private static String post(Gateway gateway, String order) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port() + "/webhooks/shop"))
                .header("X-Secret", "shop-secret")
                .header("X-Order", order)
                .header("X-Buyer", "Ann.Quillfeather@Example.com")
                .header("X-Other", "not read")
                .header("X-Hook-Secret", "hook-secret")
                .POST(HttpRequest.BodyPublishers.ofString(BODY));
        return gateway.send(request).body();
    }

    @Test
    void theSameBodyUnderTwoHeadersBecomesTwoEvents() {
        try (Gateway gateway = start()) {
            assertThat(post(gateway, "1")).contains("\"quarantined\":1", "no kind");
            assertThat(post(gateway, "2")).contains("\"quarantined\":1");
            assertThat(post(gateway, "2")).contains("\"quarantined\":1");
            assertThat(gateway.query("select count, headers from quarantine order by count")
                            .toString())
                    .contains("\"X-Order\":\"1\"", "\"X-Order\":\"2\"", "Ann.Quillfeather@Example.com", "count=2")
                    .doesNotContain("X-Other", "shop-secret", "X-Hook-Secret");
        }

        settings.put("family.shop.type", "/sort");
        try (Gateway gateway = start()) {
            assertThat(gateway.ask("/api/v1/quarantine/offer", "{\"all\":true}").body())
                    .contains("\"became\":2", "\"fresh\":2");
            assertThat(gateway.query("select distinct type, contact from event").toString())
                    .contains("paid", "ann.quillfeather@example.com");
            assertThat(post(gateway, "2")).contains("\"new\":0", "\"duplicate\":1");
            assertThat(post(gateway, "3")).contains("\"new\":1");
            assertThat(gateway.ledger().path("balanced").asBoolean()).isTrue();
        }
    }
}

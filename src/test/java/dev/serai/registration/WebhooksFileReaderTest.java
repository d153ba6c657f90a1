package dev.serai.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serai.config.Config;
import dev.serai.optimizely.api.OptimizelyApis;
import dev.serai.routes.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code config/webhooks.yaml} may say, and how each mistake in it is told. */
@SuppressWarnings("NullAway.Init")
class WebhooksFileReaderTest {
    private static final String SECRET = "campaign-secret-of-16";

    @TempDir
    Path directory;

    private final Map<String, String> keys = new HashMap<>(Map.of(
            "campaign.api.user", "u@example.com",
            "campaign.api.password", "pw",
            "graph.api.key", "k",
            "graph.api.secret", "cw==",
            "cmp.api.client-id", "id",
            "cmp.api.client-secret", "cs",
            "campaign.basic", "optimizely:" + SECRET + ",optimizely:older-secret-of-16",
            "graph.secrets", "graph-secret-of-16",
            "cmp.path-secrets", "cmp/secret-of-16",
            "cmp.secrets", "cmp-secret-of-16"));

    private WebhooksFile read(String yaml) throws WebhooksFileException {
        Config config = Config.shipped().with(keys);
        try {
            Path file = Files.writeString(directory.resolve("webhooks.yaml"), yaml);
            return WebhooksFileReader.read(file, config, OptimizelyApis.from(config));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> mistakes(String yaml) {
        WebhooksFileException e = catchThrowableOfType(WebhooksFileException.class, () -> read(yaml));
        return e == null
                ? List.of()
                : e.findings().stream()
                        .map(Finding::toString)
                        .map(text -> text.replace(directory + "/", ""))
                        .toList();
    }

    private static String with(String entries) {
        return "public-url: https://hooks.example.com\n" + entries;
    }

    @Test
    void everyEntryIsRead() throws Exception {
        WebhooksFile file = read("""
                public-url: https://Hooks.Example.com:443/
                campaign:
                  - client: 100000000001
                    events: [bounce, unsubscribe, bounce]
                    secret: basic
                graph:
                  - topics: [doc.updated]
                    filters: {status: {eq: Published}, n: {in: [2, 1]}, flag: {eq: true}}
                    secret: header
                cmp:
                  - name: serai
                    events: all
                    secret: path
                """);

        assertThat(file.publicUrl().url()).isEqualTo("https://hooks.example.com");
        assertThat(file.warnings()).isEmpty();
        assertThat(file.wanted()).hasSize(3);
        assertThat(file.wanted().get(0)).isInstanceOfSatisfying(Wanted.Campaign.class, campaign -> {
            assertThat(campaign.account()).hasToString("campaign 100000000001");
            assertThat(campaign.types()).containsExactly("bounce", "unsubscribe");
            assertThat(campaign.secret().password()).isEqualTo(SECRET);
            assertThat(campaign.toString()).doesNotContain(SECRET);
        });
        assertThat(file.wanted().get(1)).isInstanceOfSatisfying(Wanted.Graph.class, graph -> {
            assertThat(graph.filters())
                    .hasToString("[{\"flag\":{\"eq\":true},\"n\":{\"in\":[2,1]},\"status\":{\"eq\":\"Published\"}}]");
            assertThat(graph.secret().header()).isEqualTo("X-Serai-Token");
        });
        assertThat(file.wanted().get(2)).isInstanceOfSatisfying(Wanted.Cmp.class, cmp -> {
            assertThat(cmp.events()).hasSize(40);
            assertThat(cmp.secret().value()).isEqualTo("cmp/secret-of-16");
        });
    }

    @Test
    void theShippedFileIsRightWithTheSignsTakenAway() throws Exception {
        keys.put("campaign.api.shop.user", "u");
        keys.put("campaign.api.shop.password", "p");
        keys.put("graph.api.shop.key", "k");
        keys.put("graph.api.shop.secret", "cw==");
        keys.put("cmp.api.shop.client-id", "i");
        keys.put("cmp.api.shop.client-secret", "s");
        keys.put("experimentation.api.shop.token", "t");
        String shipped = Files.readString(Path.of("config/webhooks.yaml"));

        assertThat(read(shipped).wanted()).isEmpty();

        WebhooksFile used = read(shipped.replaceAll("(?m)^#(?=[a-z]|  )", ""));
        assertThat(used.wanted())
                .extracting(each -> each.account().toString())
                .containsExactly(
                        "campaign shop 100000000001", "graph shop", "cmp shop", "experimentation shop 20000000001");
    }

    @Test
    void mistakesOfExperimentationAreToldWithTheirLines() {
        keys.put("experimentation.api.token", "t");

        assertThat(mistakes(with("""
                                experimentation:
                                  - project: twenty
                                    name: a
                                    events: [project.flag_upated]
                                  - project: 1
                                    name: a
                                    events: []
                                    secret: header
                                  - project: 1
                                    name: a
                                    events: all
                                """)))
                .containsExactly(
                        "webhooks.yaml:3: project must be the project id, a number - copy it from the address of the"
                                + " project: app.optimizely.com/v2/projects/<id>",
                        "webhooks.yaml:5: \"project.flag_upated\" is not known to Serai - write project.flag_updated",
                        "webhooks.yaml:8: events is empty - write events: all, or take the entry out",
                        "webhooks.yaml:9: an entry of experimentation has no key \"secret\" - write one of project,"
                                + " account, name, description, events",
                        "webhooks.yaml:11: the name a stands here twice for the project 1 - write another one");
    }

    @Test
    void anUnknownEventOfExperimentationIsAWarning() throws Exception {
        keys.put("experimentation.api.token", "t");

        assertThat(read(with("experimentation: [{project: 1, name: a, events: [project.approval_created]}]"))
                        .warnings())
                .singleElement()
                .asString()
                .contains("\"project.approval_created\" is not known to Serai");
    }

    @Test
    void allMistakesAreToldAtOnceWithTheirLines() {
        keys.remove("campaign.basic");
        keys.remove("graph.api.key");
        keys.put("cmp.secrets", "x".repeat(33));

        assertThat(mistakes("""
                                public-ulr: https://hooks.example.com
                                campaign:
                                  - client: shop
                                    events: [bounce, unsubscibe]
                                    secret: basic
                                    account: shopp
                                  - events: some
                                    secret: heder
                                graph:
                                  - topics: [doc.udpated]
                                    filters: {status: Published}
                                    secret: basic
                                cmp:
                                  - events: [asset_addded]
                                    secret: header
                                    note: x
                                """))
                .containsExactly(
                        "webhooks.yaml:1: the file has no key \"public-ulr\" - write public-url",
                        "webhooks.yaml:1: public-url is missing - write public-url: https:// and the name by which Optimizely"
                                + " reaches Serai",
                        "webhooks.yaml:3: client must be the client id, a number - copy it from Administration > API overview"
                                + " > REST API in Campaign",
                        "webhooks.yaml:4: \"unsubscibe\" is not known to Serai - write unsubscribe",
                        "webhooks.yaml:5: secret: basic needs campaign.basic, which is not set - set it, or CAMPAIGN_BASIC in"
                                + " the environment, here and where the gateway runs",
                        "webhooks.yaml:6: account shopp has no keys campaign.api.shopp.* - set the keys, or leave account out"
                                + " for campaign.api.*",
                        "webhooks.yaml:7: client must be the client id, a number - copy it from Administration > API overview"
                                + " > REST API in Campaign",
                        "webhooks.yaml:7: events must be all or a list - write events: all, or events: [open]",
                        "webhooks.yaml:8: secret heder is not known here - write header",
                        "webhooks.yaml:10: graph.api.key not set; see docs/registration.md",
                        "webhooks.yaml:10: \"doc.udpated\" is not known to Serai - write doc.updated",
                        "webhooks.yaml:11: the filter of status has another form than Graph takes - write status: {eq: value}"
                                + " or status: {in: [value, value]}",
                        "webhooks.yaml:12: secret basic is not known here - write one of header, path",
                        "webhooks.yaml:14: name is missing - write a name that no other webhook has, such as name: serai",
                        "webhooks.yaml:14: \"asset_addded\" is not known to Serai - write asset_added",
                        "webhooks.yaml:15: the first value of cmp.secrets has 33 characters, and CMP takes at most 32 - put a"
                                + " shorter one first",
                        "webhooks.yaml:16: an entry of cmp has no key \"note\" - write one of account, name, description,"
                                + " events, secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://hooks.example.com",
                "https://hooks.example.com:8443",
                "https://hooks.example.com/?a=b",
                "https://localhost",
                "https://user@hooks.example.com",
                "hooks.example.com",
                "https://hooks example.com"
            })
    void aUrlThatOptimizelyCannotUseIsRefused(String url) {
        assertThat(mistakes("public-url: \"" + url + "\""))
                .singleElement()
                .asString()
                .startsWith("webhooks.yaml:1: public-url ")
                .endsWith("write it as https://hooks.example.com");
    }

    @Test
    void whatStandsTwiceIsAMistake() {
        assertThat(mistakes(with("""
                                        campaign:
                                          - {client: 1, events: all, secret: basic}
                                          - {client: 1, events: all, secret: basic}
                                        cmp:
                                          - {name: a, events: all, secret: header}
                                          - {name: a, name: b, events: all, secret: header}
                                        """)))
                .containsExactly(
                        "webhooks.yaml:4: the client 1 stands here twice - write one entry for each client",
                        "webhooks.yaml:7: an entry of cmp has name twice, and the last one would win - keep one of them");
    }

    @Test
    void whatIsNoYamlAndNoListIsTold() {
        assertThat(mistakes("public-url: [")).singleElement().asString().contains("is no YAML");
        assertThat(mistakes(with("campaign: all")))
                .containsExactly("webhooks.yaml:2: campaign is no list - begin each entry with \"- \"");
        assertThat(mistakes(with("campaign:\n  - all")))
                .containsExactly(
                        "webhooks.yaml:3: an entry of campaign is no mapping - write its keys, such as secret: header");
    }

    @Test
    void cmpsSecretComesInItsOwnHeader() {
        keys.put("cmp.header", "X-Other");

        assertThat(mistakes(with("cmp: [{name: a, events: all, secret: header}]")))
                .containsExactly(
                        "webhooks.yaml:2: CMP sends its secret as Callback-Secret, and cmp.header names another - set"
                                + " cmp.header=Callback-Secret");
    }

    @Test
    void anOpenFamilyAndAnUnknownEventAreWarnings() throws Exception {
        keys.put("cmp.sender", "open");

        assertThat(read(with("cmp: [{name: a, events: [milestone_reached], secret: header}]"))
                        .warnings())
                .extracting(Finding::toString)
                .satisfiesExactly(
                        first -> assertThat(first).contains("\"milestone_reached\" is not known to Serai"),
                        second -> assertThat(second)
                                .isEqualTo(
                                        "cmp.sender: cmp.sender is open, so that Serai takes events of this family from"
                                                + " anybody - set it to secret: the webhooks are registered with a secret"));
    }

    @Test
    void noMistakeQuotesASecret() {
        keys.put("cmp.secrets", "y".repeat(40));
        keys.put("campaign.basic", "optimizely:" + SECRET);

        assertThat(mistakes("cmp: [{name: a, events: al, secret: header}]\ncampaign: [{client: x, secret: basic}]"))
                .isNotEmpty()
                .allSatisfy(text -> assertThat(text).doesNotContain(SECRET, "y".repeat(40)));
        assertThat(Set.copyOf(keys.values())).contains("y".repeat(40));
    }
}

package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.config.Config;
import dev.serai.salesforce.BudgetThresholds;
import dev.serai.salesforce.OrgSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrgsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void eachNameIsAnOrgBesideTheOneWithoutAName() throws IOException {
        List<OrgSettings> orgs = orgs("""
                salesforce.login-url=https://example.my.salesforce.com/
                salesforce.client-id=id
                salesforce.client-secret=secret
                salesforce.eu.login-url=https://eu.my.salesforce.com
                salesforce.eu.client-id=id
                salesforce.eu.key-store=eu.p12
                """);

        assertThat(orgs).extracting(OrgSettings::name).containsExactly("salesforce", "salesforce-eu");
        assertThat(orgs.get(0).loginUrl()).isEqualTo("https://example.my.salesforce.com");
        assertThat(orgs.get(0).problem()).isNull();
        assertThat(orgs.get(1).problem())
                .isEqualTo("salesforce.eu.user, salesforce.eu.key-store-password not set; see docs/salesforce.md");
    }

    @Test
    void withoutAnyKeyThereIsOneThatWaits() throws IOException {
        assertThat(orgs(""))
                .singleElement()
                .extracting(OrgSettings::problem)
                .isEqualTo("salesforce.login-url, salesforce.client-id, salesforce.client-secret not set;"
                        + " see docs/salesforce.md");
    }

    @Test
    void eachOrgKeepsTheLastCallsForItsOwnOptOuts() throws IOException {
        List<OrgSettings> orgs = orgs("""
                salesforce.reserve-below=30%
                salesforce.eu.login-url=https://eu.my.salesforce.com
                salesforce.eu.stop-below=0%
                salesforce.us.login-url=https://us.my.salesforce.com
                salesforce.us.priority=hubspot-bounces, salesforce-us-optouts
                """);

        assertThat(orgs)
                .extracting(OrgSettings::reserve)
                .containsExactly(
                        new BudgetThresholds(0.30, 0.05, List.of("salesforce-optouts")),
                        new BudgetThresholds(0.20, 0, List.of("salesforce-eu-optouts")),
                        new BudgetThresholds(0.20, 0.05, List.of("hubspot-bounces", "salesforce-us-optouts")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"20", "101%", "-1%", "20.5%", "a lot", "%"})
    void aShareIsWrittenInPercent(String share) throws IOException {
        Path file = Files.writeString(directory.resolve("application.properties"), "salesforce.reserve-below=" + share);
        Config configuration = Config.load(file, Map.of());
        OrgSettings.all(configuration);

        assertThatThrownBy(() -> configuration.complain())
                .hasMessageContaining(":1: salesforce.reserve-below must be a share such as 20%");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "salesforce.login-url=example.my.salesforce.com",
                "salesforce.login-url=https://example.my.salesforce.com/services/oauth2/token",
                "salesforce.login-url=http://example.my.salesforce.com",
                "salesforce.login-url=http://localhost.example.com",
                "salesforce.login-url=http://localhost@example.com",
                "salesforce.login-url=http://127.0.0.1.example.com:80",
                "salesforce.login-url=ftp://localhost",
                "salesforce.user=u\nsalesforce.key-store-password=p\nsalesforce.key-store=no.p12",
                "salesforce.user=u\nsalesforce.key-store-password=p\nsalesforce.key-store=pom.xml",
                "salesforce.user=u\nsalesforce.key-store-password=p\nsalesforce.key-store=src"
            })
    void whatCannotWorkIsToldAtStart(String properties) throws IOException {
        String complete = """
                salesforce.login-url=https://example.my.salesforce.com
                salesforce.client-id=id
                salesforce.client-secret=secret
                """;

        assertThat(orgs(complete + properties).get(0).problem()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8089", "http://127.0.0.1:8089/", "http://[::1]:8089", "https://a.b:8443"})
    void theSecretGoesOverPlainHttpToThisMachineAlone(String url) throws IOException {
        String rest = "\nsalesforce.client-id=id\nsalesforce.client-secret=secret";

        assertThat(orgs("salesforce.login-url=" + url + rest).get(0).problem()).isNull();
    }

    private List<OrgSettings> orgs(String properties) throws IOException {
        Path file = Files.writeString(directory.resolve("application.properties"), properties);
        return OrgSettings.all(Config.load(file, Map.of()));
    }
}

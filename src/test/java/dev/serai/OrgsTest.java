package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.salesforce.Org;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrgsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void eachNameIsAnOrgBesideTheOneWithoutAName() throws IOException {
        List<Org> orgs = orgs("""
                salesforce.login-url=https://example.my.salesforce.com/
                salesforce.client-id=id
                salesforce.client-secret=secret
                salesforce.eu.login-url=https://eu.my.salesforce.com
                salesforce.eu.client-id=id
                salesforce.eu.key-store=eu.p12
                """);

        assertThat(orgs).extracting(Org::name).containsExactly("salesforce", "salesforce-eu");
        assertThat(orgs.get(0).loginUrl()).isEqualTo("https://example.my.salesforce.com");
        assertThat(orgs.get(0).missing()).isEmpty();
        assertThat(orgs.get(1).missing()).containsExactly("salesforce.eu.user", "salesforce.eu.key-store-password");
    }

    @Test
    void withoutAnyKeyThereIsOneThatWaits() throws IOException {
        assertThat(orgs("")).singleElement().satisfies(org -> assertThat(org.missing())
                .containsExactly("salesforce.login-url", "salesforce.client-id", "salesforce.client-secret"));
    }

    private List<Org> orgs(String properties) throws IOException {
        Path file = Files.writeString(directory.resolve("application.properties"), properties);
        return Orgs.all(Configuration.load(file, Map.of()));
    }
}

package dev.serai.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.check.RouteChecker.Report;
import dev.serai.config.Config;
import dev.serai.optimizely.Families;
import dev.serai.routes.Finding;
import dev.serai.routes.Finding.Severity;
import dev.serai.simulator.database.Postgres;
import dev.serai.simulator.http.Request;
import dev.serai.simulator.salesforce.Field;
import dev.serai.simulator.salesforce.Field.Trait;
import dev.serai.simulator.salesforce.SalesforceSimulator;
import dev.serai.testing.Gateway;
import dev.serai.testing.Ports;
import dev.serai.testing.Routes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What far sides say of the shipped routes: a simulated Salesforce and a real PostgreSQL, each with one thing that does not fit. */
@SuppressWarnings("NullAway.Init")
class OnlineCheckTest {
    private static final String BOUNCES = "destinations/salesforce-bounces.camel.yaml";
    private static final String OPTOUTS = "destinations/salesforce-optouts.camel.yaml";
    private static final String DEPLOY = "deploy salesforce/ to the org, and give the user the permission set"
            + " Serai_Integration (docs/salesforce.md); or mend the name";

    private final SalesforceSimulator salesforce = SalesforceSimulator.start(0);
    private final String url = Postgres.shared().newDatabase();
    private final Map<String, String> settings = new HashMap<>(Map.of(
            "salesforce.login-url",
            salesforce.url(),
            "salesforce.client-id",
            SalesforceSimulator.CLIENT_ID,
            "salesforce.client-secret",
            SalesforceSimulator.CLIENT_SECRET,
            "database.archive.url",
            url,
            "database.archive.user",
            "postgres"));

    @TempDir
    Path directory;

    private Routes routes;

    @BeforeEach
    void deploy() throws Exception {
        routes = Routes.copyTo(directory);
        run(Files.readString(directory.resolve("destinations/archive.ddl.sql")));
    }

    @AfterEach
    void stop() {
        salesforce.close();
    }

    private void run(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Report check(String... names) throws Exception {
        Config config = Config.shipped().with(settings);
        return new RouteChecker(directory, config, Families.SHIPPED.from(config), Gateway::sample)
                .checkOnline(Set.of(names));
    }

    private List<String> finds(String... names) throws Exception {
        return check(names).findings().stream().map(this::told).toList();
    }

    private String told(Finding finding) {
        return (finding.isError() ? "" : "warning: ") + finding.toString().replace(directory + "/", "");
    }

    private int line(String file, String word) throws IOException {
        List<String> lines = Files.readAllLines(directory.resolve(file));
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(word)) {
                return i + 1;
            }
        }
        throw new IllegalStateException(file + " does not contain " + word);
    }

    @Test
    void whatFitsIsAskedAndNothingIsWritten() throws Exception {
        Report report = check();

        assertThat(report.findings()).isEmpty();
        assertThat(report.asked()).containsExactly("salesforce", "jdbc:archive");
        assertThat(salesforce.requests())
                .extracting(Request::path)
                .filteredOn(path -> !path.startsWith("/services/oauth2/"))
                .as("one question for each object")
                .containsExactly(
                        "/services/data/v60.0/sobjects/Contact/describe/",
                        "/services/data/v60.0/sobjects/Email_Event__c/describe/",
                        "/services/data/v60.0/sobjects/Lead/describe/");
        assertThat(salesforce.records("Email_Event__c")).isEmpty();
    }

    @Test
    void withoutOnlineNobodyIsAsked() throws Exception {
        Config config = Config.shipped().with(settings);

        Report report =
                new RouteChecker(directory, config, Families.SHIPPED.from(config), Gateway::sample).check(Set.of());

        assertThat(report.asked()).isEmpty();
        assertThat(salesforce.requests()).isEmpty();
    }

    // Salesforce

    @Test
    void aFieldThatTheUserMayNotSeeIsNamedWhereEachDestinationWritesIt() throws Exception {
        salesforce.hide("Email_Event__c", "Reason__c");

        assertThat(finds())
                .containsExactly(
                        BOUNCES + ":" + line(BOUNCES, "Reason__c:")
                                + ": Email_Event__c in salesforce has no field \"Reason__c\", or its user may not see it - "
                                + DEPLOY,
                        OPTOUTS + ":" + line(OPTOUTS, "Reason__c:")
                                + ": Email_Event__c in salesforce has no field \"Reason__c\", or its user may not see it - "
                                + DEPLOY);
    }

    @Test
    void aMisspeltFieldHasItsRightName() throws Exception {
        routes.edit(BOUNCES, "Reason__c:  ", "Reson__c:   ");
        routes.edit("destinations/salesforce-bounces.test.yaml", "Reason__c:", "Reson__c:");

        assertThat(finds())
                .containsExactly(BOUNCES + ":" + line(BOUNCES, "Reson__c")
                        + ": Email_Event__c in salesforce has no field \"Reson__c\", or its user may not see it"
                        + " - write Reason__c, or " + DEPLOY);
    }

    @Test
    void anObjectThatIsMissingIsNamedOnce() throws Exception {
        routes.edit(OPTOUTS, "Email_Event__c", "Mail_Event__c");

        assertThat(finds())
                .containsExactly(OPTOUTS + ":" + line(OPTOUTS, "type: 'Mail_Event__c'")
                        + ": salesforce has no object \"Mail_Event__c\", or its user may not see it - " + DEPLOY);
    }

    @Test
    void aFieldThatOnlyThePlatformSetsIsNamedForEachKindOfPerson() throws Exception {
        routes.edit(OPTOUTS, "HasOptedOutOfEmail: true", "IsEmailBounced: true");
        routes.edit("destinations/salesforce-optouts.test.yaml", "HasOptedOutOfEmail", "IsEmailBounced");

        String place = OPTOUTS + ":" + line(OPTOUTS, "IsEmailBounced") + ": ";
        assertThat(finds())
                .hasSize(2)
                .allMatch(found -> found.startsWith(place))
                .anyMatch(found -> found.contains("\"IsEmailBounced\" of Contact in salesforce cannot be changed"))
                .anyMatch(found -> found.contains("\"IsEmailBounced\" of Lead in salesforce cannot be changed"));
    }

    @Test
    void aKeyThatIsNoExternalIdIsNamed() throws Exception {
        routes.edit(BOUNCES, "sObjectIdName: Event_Key__c", "sObjectIdName: Medium__c");

        assertThat(finds())
                .anyMatch(found -> found.contains(
                        ": \"Medium__c\" of Email_Event__c in salesforce is no external id, and an upsert finds no record"
                                + " by it - take a field that is an External ID"));
    }

    @Test
    void aFieldThatANewRecordMustHaveIsNamed() throws Exception {
        salesforce.define("Email_Event__c", Field.text("Team__c", 40).with(Trait.REQUIRED));

        assertThat(finds())
                .hasSize(2)
                .first()
                .isEqualTo(BOUNCES + ":" + line(BOUNCES, "type: 'Email_Event__c'")
                        + ": a new Email_Event__c in salesforce must have \"Team__c\", and no case sends it"
                        + " - add Team__c to the mapping");
    }

    @Test
    void aFieldThatIsOnlyLookedUpIsNamed() throws Exception {
        salesforce.hide("Lead", "Email");

        assertThat(finds())
                .containsExactly(
                        BOUNCES + ":" + line(BOUNCES, "direct:salesforce-find-people")
                                + ": Lead in salesforce has no field \"Email\", or its user may not see it"
                                + " - write its API name, or let the user of the credentials see it",
                        OPTOUTS + ":" + line(OPTOUTS, "direct:salesforce-find-people")
                                + ": Lead in salesforce has no field \"Email\", or its user may not see it"
                                + " - write its API name, or let the user of the credentials see it");
    }

    // databases

    @Test
    void aTableThatIsMissingIsNamedWithTheFileThatMakesIt() throws Exception {
        run("drop table content_archive");

        assertThat(finds())
                .containsExactly(
                        "destinations/content-archive.sql:2: jdbc:archive does not take the statement: SQLState"
                                + " 42P01: ERROR: relation \"content_archive\" does not exist - run "
                                + "destinations/archive.ddl.sql on the database, or mend the name");
    }

    @Test
    void aTableThatSeraiMakesItselfIsNoError() throws Exception {
        run("drop table content_archive");
        settings.put("database.archive.create-tables", "true");

        assertThat(check().findings()).extracting(Finding::severity).containsExactly(Severity.WARNING);
        assertThat(check().findings()).as("and it is not made now").hasSize(1);
    }

    @Test
    void aColumnThatIsMissingIsNamedInItsLine() throws Exception {
        run("alter table asset_archive rename column organization_id to organisation");

        assertThat(finds("asset-archive"))
                .containsExactly("destinations/asset-archive.sql:3: jdbc:archive does not take the statement: SQLState"
                        + " 42703: ERROR: column \"organization_id\" of relation \"asset_archive\" does not exist - add the"
                        + " column to the table (destinations/archive.ddl.sql), or mend the name");
        assertThat(salesforce.requests()).as("of no file that was named").isEmpty();
    }

    @Test
    void aStatementOfCamelSqlIsAskedToo() throws Exception {
        routes.with(Path.of("docs/databases/oracle"));

        assertThat(finds("asset-archive"))
                .containsExactly("destinations/asset-archive.sql:3: jdbc:archive does not take the statement: SQLState"
                        + " 42P01: ERROR: relation \"dual\" does not exist - run destinations/archive.ddl.sql on the"
                        + " database, or mend the name");
    }

    // who cannot be asked

    @Test
    void aFarSideThatCannotBeAskedIsOneFindingAndTheOtherIsAsked() throws Exception {
        settings.put("salesforce.client-secret", "another");
        run("drop table content_archive");

        List<String> found = finds();

        assertThat(found).hasSize(2);
        assertThat(found.get(0)).startsWith("destinations/content-archive.sql:2: ");
        assertThat(found.get(1))
                .startsWith("salesforce.login-url: salesforce: cannot be asked: login failed")
                .endsWith(
                        " - see that salesforce.login-url, client-id and client-secret (or user and key-store) are right")
                .doesNotContain("another");
    }

    @Test
    void credentialsThatAreMissingAreNamed() throws Exception {
        settings.remove("salesforce.client-id");

        assertThat(finds())
                .singleElement()
                .asString()
                .startsWith("salesforce.login-url: salesforce: cannot be asked: salesforce.client-id not set");
    }

    @Test
    void aDatabaseThatIsAwayIsOneFinding() throws Exception {
        settings.put("database.archive.url", "jdbc:postgresql://127.0.0.1:" + Ports.free() + "/archive");

        assertThat(finds())
                .singleElement()
                .asString()
                .startsWith("database.archive.url: jdbc:archive cannot be asked: no connection: ");
    }

    @Test
    void withoutAUrlItIsTheJournal(@TempDir Path data) throws Exception {
        settings.remove("database.archive.url");
        settings.put("journal.url", "jdbc:h2:file:" + data.resolve("serai"));

        assertThat(finds())
                .singleElement()
                .asString()
                .startsWith("journal.url: jdbc:archive, which is the journal's own database, cannot be asked: "
                        + "no connection: Database");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void aDestinationWithoutCasesCannotBeAsked() throws Exception {
        Files.delete(directory.resolve("destinations/salesforce-optouts.test.yaml"));

        assertThat(finds())
                .contains("warning: " + OPTOUTS + ":1: cannot be checked online because it has no cases - write "
                        + "destinations/salesforce-optouts.test.yaml");
    }

    @Test
    void aDestinationWithErrorsCannotBeAsked() throws Exception {
        routes.edit(OPTOUTS, "- to:", "- wireTap:");

        assertThat(finds())
                .contains(
                        "warning: " + OPTOUTS + ":1: cannot be checked online because it has errors - mend them first");
    }
}

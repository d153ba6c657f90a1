package dev.serai.faults;

import dev.serai.faults.Kind.Place;
import dev.serai.simulator.database.Postgres;
import dev.serai.simulator.mail.Mailbox;
import dev.serai.simulator.salesforce.SalesforceSimulator;
import dev.serai.testing.Gateway;
import dev.serai.testing.Ports;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The far sides of a gateway that is broken, in this process, so that they survive it: what is there is asked of them. */
final class Arrivals implements AutoCloseable {
    private static final Pattern COMPLAINT = Pattern.compile("complaint-\\d+-\\d+@example\\.com");

    final SalesforceSimulator salesforce = SalesforceSimulator.start(Ports.free());
    private final Mailbox mailbox = new Mailbox(0, 0);
    private final String archive = Postgres.shared().newDatabase();

    Arrivals() throws IOException {
        salesforce.dailyLimit(Integer.MAX_VALUE);
    }

    /** Where they are, and waits that suit a short test. */
    Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("salesforce.login-url", salesforce.url()),
                Map.entry("salesforce.client-id", SalesforceSimulator.CLIENT_ID),
                Map.entry("salesforce.client-secret", SalesforceSimulator.CLIENT_SECRET),
                Map.entry("database.archive.url", archive),
                Map.entry("database.archive.user", Gateway.Database.POSTGRESQL.user()),
                Map.entry("mail.host", "127.0.0.1"),
                Map.entry("mail.port", Integer.toString(mailbox.smtpPort())),
                Map.entry("mail.security", "none"),
                Map.entry("mail.from", "serai@example.com"),
                Map.entry("mail.deliverability.to", "deliverability@example.com"),
                // an event of which two processes may have died goes alone: 50 of them and not 200
                Map.entry("destination.salesforce-bounces.batch-size", "50"),
                Map.entry("destination.salesforce-optouts.batch-size", "50"),
                Map.entry("outbox.lease", "3s"),
                Map.entry("outbox.max-linger", "300ms"),
                Map.entry("outbox.retry-delays", "500ms"));
    }

    /** The names of the events at the place, as often as they are there. The journal of H2 can be asked after the end. */
    List<String> at(Place place, String journal, String user) {
        return switch (place) {
            case JOURNAL -> column(journal, user, "select coalesce(contact, subject) from event");
            case ARCHIVE -> rows();
            case SALESFORCE ->
                salesforce.records("Email_Event__c").stream()
                        .map(record -> String.valueOf(record.get("Address__c")))
                        .toList();
            case MAILBOX ->
                mailbox.mails().stream()
                        .flatMap(mail -> COMPLAINT.matcher(mail.text()).results())
                        .map(MatchResult::group)
                        .toList();
        };
    }

    /** The assets in the archive. */
    List<String> rows() {
        return column(archive, Gateway.Database.POSTGRESQL.user(), "select asset_id from asset_archive");
    }

    static List<String> column(String url, String user, String query) {
        try (Connection connection = DriverManager.getConnection(url, user, "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (row.next()) {
                values.add(row.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        salesforce.close();
        mailbox.close();
    }
}

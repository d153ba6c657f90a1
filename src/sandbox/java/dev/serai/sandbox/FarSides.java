package dev.serai.sandbox;

import dev.serai.cli.TextTable;
import dev.serai.simulator.mail.Mailbox;
import dev.serai.simulator.salesforce.SalesforceSimulator;
import dev.serai.simulator.salesforce.SourceException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What stands beside the gateway in the sandbox: a Salesforce org with a few people in it, and everybody's mailbox. */
final class FarSides implements AutoCloseable {
    /** Who unsubscribes in the simulated Campaign. */
    static final String OPTS_OUT = "mary.major@example.com";

    private final SalesforceSimulator salesforce;
    private final Mailbox mailbox;

    /**
     * @param source the SFDX project with the objects of the org
     * @throws IOException if a port is taken
     * @throws SourceException if the source is wrong, or has what is not simulated
     */
    FarSides(int salesforcePort, Path source, int smtpPort, int mailboxPort) throws IOException {
        salesforce = SalesforceSimulator.start(salesforcePort, source);
        mailbox = new Mailbox(smtpPort, mailboxPort);
        salesforce.insert("Contact", person("John", "Smith", "john.smith@example.com"));
        salesforce.insert("Contact", person("Jane", "Doe", "Jane.Doe@example.com"));
        salesforce.insert("Contact", person("Mary", "Major", OPTS_OUT));
        salesforce.insert("Lead", lead("Max", "Muster", "max.muster@example.com"));
        Map<String, Object> converted = lead("John", "Smith", "john.smith@example.com");
        converted.put("IsConverted", true);
        salesforce.insert("Lead", converted);
    }

    private static Map<String, Object> lead(String first, String last, String email) {
        Map<String, Object> lead = person(first, last, email);
        lead.put("Company", last + " Inc.");
        return lead;
    }

    private static Map<String, Object> person(String first, String last, String email) {
        return new LinkedHashMap<>(Map.of("FirstName", first, "LastName", last, "Email", email));
    }

    /** Where it is, for the gateway. */
    Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "mail.host", "127.0.0.1",
                "mail.port", Integer.toString(mailbox.smtpPort()),
                "mail.security", "none",
                "mail.user", "",
                "mail.from", "Serai <serai@example.com>"));
        org().forEach((key, value) -> settings.put("salesforce." + key, value));
        return settings;
    }

    /** The keys of a Salesforce org, without what they begin with. */
    Map<String, String> org() {
        return Map.of(
                "login-url",
                salesforce.url(),
                "client-id",
                SalesforceSimulator.CLIENT_ID,
                "client-secret",
                SalesforceSimulator.CLIENT_SECRET,
                "key-store",
                "");
    }

    void print(PrintStream out) {
        List<Map<String, Object>> events = salesforce.records("Email_Event__c").stream()
                .sorted(Comparator.comparing(each -> text(each, "Occurred_At__c")))
                .toList();
        out.println("\nSalesforce, a simulator: Email_Event__c, records: " + events.size() + "\n");
        TextTable records = new TextTable("type", "address", "category", "contact", "lead");
        events.forEach(each -> records.row(
                text(each, "Type__c"),
                text(each, "Address__c"),
                text(each, "Bounce_Category__c"),
                text(each, "Contact__c"),
                text(each, "Lead__c")));
        records.print(out);

        out.println("\nSalesforce, the people:\n");
        TextTable people = new TextTable("id", "who", "e-mail", "opted out", "bounced");
        for (String type : List.of("Contact", "Lead")) {
            for (Map<String, Object> each : salesforce.records(type)) {
                boolean converted = Boolean.TRUE.equals(each.get("IsConverted"));
                people.row(
                        text(each, "Id"),
                        type + " " + text(each, "Name") + (converted ? ", converted" : ""),
                        text(each, "Email"),
                        Boolean.TRUE.equals(each.get("HasOptedOutOfEmail")) ? "yes" : "",
                        text(each, "EmailBouncedReason"));
            }
        }
        people.print(out);

        out.println("\nMails: " + mailbox.mails().size() + "\n");
        TextTable mails = new TextTable("to", "subject");
        mailbox.mails().forEach(mail -> mails.row(String.join(", ", mail.to()), mail.subject()));
        mails.print(out);
    }

    private static String text(Map<String, @Nullable Object> record, String field) {
        return Objects.requireNonNullElse(record.get(field), "").toString();
    }

    @Override
    public void close() {
        salesforce.close();
        mailbox.close();
    }
}

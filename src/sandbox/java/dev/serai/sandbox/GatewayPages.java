package dev.serai.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.journal.Ledger;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the gateway says of itself: the ledger by HTTP, the rest by SQL.
 *
 * @param ledger its address
 */
record GatewayPages(URI ledger, String jdbcUrl, String user) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LOOK_MILLIS = 100;

    Ledger.Page read() throws IOException, InterruptedException {
        return JSON.readValue(
                HTTP.send(HttpRequest.newBuilder(ledger).build(), BodyHandlers.ofString())
                        .body(),
                Ledger.Page.class);
    }

    /** Waits until everything is delivered, or what is left waits for somebody else; not for ever. */
    Ledger.Page settled() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Ledger.Page page = read();
        while (page.destinations().stream().anyMatch(each -> each.waiting() > each.unmatched() && !each.suspended())
                && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            page = read();
        }
        return page;
    }

    /** Family, type, destination, and how many events of that type went there. */
    List<List<String>> decisions() throws SQLException {
        return rows("""
                select e.family, e.type, d.destination, count(*)
                from event e join delivery d on d.event_id = e.id
                group by e.family, e.type, d.destination
                order by e.family, e.type, d.destination
                """);
    }

    List<List<String>> rows(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl, user, "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            List<List<String>> rows = new ArrayList<>();
            while (row.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    String value = row.getString(i);
                    values.add(value == null ? "" : value);
                }
                rows.add(values);
            }
            return rows;
        }
    }
}

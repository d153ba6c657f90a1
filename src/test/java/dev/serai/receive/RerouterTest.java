package dev.serai.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.journal.Journal;
import dev.serai.journal.JournalSettings;
import dev.serai.journal.Unrouted;
import dev.serai.testing.Gateway.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RerouterTest {
    @ParameterizedTest
    @EnumSource
    void asksAgainWhenThereAreOthersThanTheLastPassLeft(Database database) throws Exception {
        String url = database.newUrl();
        try (Journal journal = Journal.open(new JournalSettings(url, database.user(), "", Duration.ofSeconds(5), 2));
                Connection connection = DriverManager.getConnection(url, database.user(), "")) {
            CamelContext context = new DefaultCamelContext();
            context.getComponent("direct", DirectComponent.class).setBlock(false);
            context.start();
            Unrouted unrouted = new Unrouted(journal, "this");
            try (Rerouter rerouting = new Rerouter(unrouted, new Router(context), work -> {})) {
                arrive(connection);
                rerouting.look();
                assertThat(unrouted.count()).isEqualTo(1);

                context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:cmp").log("decided");
                    }
                });
                rerouting.look();
                assertThat(unrouted.count()).isEqualTo(1);

                arrive(connection);
                rerouting.look();
                assertThat(unrouted.count()).isZero();
            } finally {
                context.stop();
            }
        }
    }

    private static void arrive(Connection connection) throws Exception {
        UUID id = UUID.randomUUID();
        try (PreparedStatement event = connection.prepareStatement("""
                        insert into event (id, family, type, received_at, payload, unrouted)
                        values (?, 'cmp', 'asset_added', current_timestamp, '{}', 'no router direct:cmp')
                        """);
                PreparedStatement counts = connection.prepareStatement("""
                        insert into event_count ("day", process, family, type, received, unrouted)
                        values (current_date, ?, 'cmp', 'asset_added', 1, 1)
                        """)) {
            event.setObject(1, id);
            event.executeUpdate();
            counts.setString(1, id.toString());
            counts.executeUpdate();
        }
    }
}

package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.database.Postgres;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Needs;
import dev.serai.testing.Ports;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal behind a PgBouncer that gives each transaction another connection. */
class PgBouncerIT {
    private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");

    @Test
    void eventsAreKeptAndDelivered(@TempDir Path directory) throws Exception {
        Needs.program(Files.isExecutable(PROGRAM), "pgbouncer is not installed; apt-get install pgbouncer");
        String direct = Postgres.shared().newDatabase();
        URI server = URI.create(direct.substring("jdbc:".length()));
        int port = Ports.free();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path users = Files.writeString(directory.resolve("users.txt"), "\"postgres\" \"\"\n");
        Path configuration =
                Files.writeString(directory.resolve("pgbouncer.ini"), """
                [databases]
                * = host=127.0.0.1 port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                pool_mode = transaction
                default_pool_size = 3
                """.formatted(server.getPort(), port, users));
        // it refuses to be started by root
        Process bouncer = new ProcessBuilder("unshare", "-U", PROGRAM.toString(), configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        try {
            Awaitility.await().ignoreExceptions().untilAsserted(() -> {
                assertThat(bouncer.isAlive())
                        .as(Files.readString(directory.resolve("log")))
                        .isTrue();
                new Socket(InetAddress.getLoopbackAddress(), port).close();
            });
            String url = "jdbc:postgresql://127.0.0.1:" + port + server.getPath();
            try (Connection connection = DriverManager.getConnection(url + "?prepareThreshold=0", "postgres", "")) {
                assertThat(new PostgresDialect().isBehindPooler(connection)).isTrue();
            }
            try (Gateway gateway = Gateway.start(
                    url,
                    Database.POSTGRESQL.user(),
                    Map.of("database.archive.url", direct, "database.archive.user", "postgres"))) {
                for (int i = 0; i < 40; i++) {
                    assertThat(gateway.post("cmp", Gateway.sample("cmp/asset_added"))
                                    .statusCode())
                            .isEqualTo(200);
                }
                JsonNode ledger = gateway.settled();
                assertThat(ledger.get("balanced").asBoolean()).as("%s", ledger).isTrue();
                assertThat(gateway.query("select count(*) as n from delivery where state = 'delivered'"))
                        .containsExactly(Map.of("n", 40L));
            }
        } finally {
            bouncer.destroy();
            bouncer.waitFor();
        }
    }
}

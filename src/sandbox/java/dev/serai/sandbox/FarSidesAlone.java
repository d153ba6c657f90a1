package dev.serai.sandbox;

import dev.serai.config.Config;
import dev.serai.simulator.database.Postgres;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The far sides without a gateway, and how a gateway in another process reaches them.
 *
 * @param postgres where the databases of the configuration are; null: in the journal's own
 */
record FarSidesAlone(
        PrintStream out,
        SandboxSettings settings,
        FarSides farSides,
        Optimizely optimizely,
        Addresses addresses,
        @Nullable Postgres postgres) {

    void print() throws IOException {
        out.println("""

                Paste this where you start the gateway. Its journal is one of its own: the deliveries that wait in another
                journal are for the real far sides, and must not end here.
                """);
        variables().forEach((key, value) -> out.println("export " + Config.variable(key) + "=" + quoted(value)));
        out.print("""

                In a configuration file the keys are in small letters: SALESFORCE_LOGIN_URL is salesforce.login-url.
                Then start the gateway there, and send it events. bin/serai send needs the same variables, curl does not.

                  bin/serai
                  bin/serai send campaign/bounce cmp/asset_added cmp/asset_published
                """);
        for (String family : settings.senders().families()) {
            out.println("  " + settings.senders().curl(family, addresses.webhooks()));
        }
        out.printf("""

                Optimizely is here too, simulated: register the webhooks of your gateway at it.

                  bin/serai webhooks plan --file %s
                """, optimizely.file());
        out.printf("""

                Look at what arrives. Ctrl-C shows it, too, and ends the far sides.

                  Salesforce  %s
                  mails       %s
                """, addresses.salesforce(), addresses.mailbox());
        if (postgres != null) {
            databases().forEach((name, url) -> out.println("  " + name + "     " + url + "?user=postgres"));
        }
        out.println();
        out.flush();
    }

    private Map<String, String> variables() {
        // an absolute path, so that it is the same journal in every directory the gateway is started in
        Path journal = Path.of("data", "sandbox", "far-sides").toAbsolutePath().normalize();
        SandboxJournal own = new SandboxJournal("jdbc:h2:file:" + journal, "sa", "", false);
        Map<String, String> variables = new TreeMap<>(settings.of(own, farSides, optimizely));
        variables.put("receive.port", Integer.toString(addresses.receivePort()));
        variables.put("management.port", Integer.toString(addresses.managementPort()));
        databases().forEach((name, url) -> {
            variables.put("database." + name + ".url", url);
            variables.put("database." + name + ".user", "postgres");
            variables.put("database." + name + ".password", "");
        });
        return variables;
    }

    private Map<String, String> databases() {
        Map<String, String> databases = new TreeMap<>();
        if (postgres != null) {
            for (String name : settings.configuration().names("database", "url")) {
                String database = name.replace('-', '_');
                databases.put(name, postgres.has(database) ? postgres.url(database) : postgres.newDatabase(database));
            }
        }
        return databases;
    }

    private static String quoted(String value) {
        return value.matches("[\\w.:/@-]*") ? value : "'" + value.replace("'", "'\\''") + "'";
    }
}

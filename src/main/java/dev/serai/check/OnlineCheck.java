package dev.serai.check;

import dev.serai.config.Config;
import dev.serai.database.DatabaseSettings;
import dev.serai.journal.JournalSettings;
import dev.serai.routes.FarSide.Call;
import dev.serai.routes.Finding;
import dev.serai.salesforce.OrgSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks the far sides whether they would take what destinations send: the objects and fields of Salesforce, the statements of
 * databases. What is sent, the cases show. Nothing is written anywhere; mail servers and HTTP APIs have nothing to ask.
 */
final class OnlineCheck {
    private final Map<String, OrgCheck> orgs = new LinkedHashMap<>();
    private final Map<String, DatabaseCheck> databases = new LinkedHashMap<>();
    private final Map<String, OrgSettings> orgSettings = new LinkedHashMap<>();
    private final Map<String, DatabaseSettings> databaseSettings = new LinkedHashMap<>();
    private final JournalSettings journal;

    /** @param routes the directory of the route files */
    OnlineCheck(Config config, Path routes) {
        OrgSettings.all(config).forEach(org -> orgSettings.put(org.name(), org));
        DatabaseSettings.all(config, routes).forEach(database -> databaseSettings.put(database.name(), database));
        journal = JournalSettings.from(config);
    }

    /**
     * Notes the calls of a case.
     *
     * @param route the file of the destination that makes them
     */
    void add(Path route, List<Call> calls) {
        for (Call call : calls) {
            OrgSettings org = orgSettings.get(call.scheme());
            if (org != null) {
                Set<FieldUse> uses = FieldUse.of(call);
                orgs.computeIfAbsent(org.name(), any -> new OrgCheck(org)).add(route, uses);
            }
            SentStatement.of(call).ifPresent(statement -> {
                DatabaseSettings database = databaseSettings.get(statement.database());
                if (database != null) {
                    databases
                            .computeIfAbsent("jdbc:" + database.name(), any -> new DatabaseCheck(database, journal))
                            .add(route, statement);
                }
            });
        }
    }

    /** The names of the far sides that there is something to ask. */
    List<String> farSides() {
        List<String> names = new ArrayList<>(orgs.keySet());
        names.addAll(databases.keySet());
        return names;
    }

    /** Asks each of them. */
    List<Finding> ask() {
        List<Finding> findings = new ArrayList<>();
        orgs.values().forEach(org -> findings.addAll(org.ask()));
        databases.values().forEach(database -> findings.addAll(database.ask()));
        return findings;
    }
}

package dev.serai.operate;

import dev.serai.alarm.AlarmSettings;
import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.UnknownKeys;
import dev.serai.database.DatabaseSettings;
import dev.serai.dispatch.DispatchSettings;
import dev.serai.dispatch.Options;
import dev.serai.http.SigningSecrets;
import dev.serai.journal.JournalSettings;
import dev.serai.journal.Retention;
import dev.serai.mail.MailSettings;
import dev.serai.optimizely.Families;
import dev.serai.optimizely.api.OptimizelyApis;
import dev.serai.outbox.DestinationKeys;
import dev.serai.receive.Family;
import dev.serai.receive.ReceiveSettings;
import dev.serai.reconcile.ReconcileSettings;
import dev.serai.routes.RouteFiles;
import dev.serai.routes.RouteSettings;
import dev.serai.salesforce.OrgSettings;
import dev.serai.tracing.TracingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All that the gateway reads of its configuration when it starts.
 *
 * @param destinationDefaults the options of a destination that says none
 * @param destinationKeys the options that the configuration gives to destinations
 * @param jsonLog whether each line of the log is an object of JSON
 */
public record GatewaySettings(
        RouteSettings routes,
        JournalSettings journal,
        Retention retention,
        DispatchSettings dispatch,
        Options destinationDefaults,
        DestinationKeys destinationKeys,
        ReceiveSettings receive,
        List<Family> families,
        List<OrgSettings> orgs,
        List<DatabaseSettings> databases,
        MailSettings mail,
        Map<String, SigningSecrets> signing,
        ManagementSettings management,
        ConsoleSettings console,
        OptimizelyApis apis,
        ReconcileSettings reconcile,
        TracingSettings tracing,
        AlarmSettings alarms,
        boolean jsonLog) {
    /** Of {@code log.format}. */
    public static final Format<Boolean> JSON_LOG = Format.oneOf("text", "json").as("json"::equals);

    /**
     * Reads every key, and nothing but the configuration, the names of the route files and the tokens.
     *
     * @param config has the problems afterwards; a value that cannot be used is the default's here
     * @param process names the process, see {@link DispatchSettings}
     */
    public static GatewaySettings from(Config config, Families families, String process) {
        RouteSettings routes = RouteSettings.from(config);
        Path directory = routes.directory();
        JournalSettings journal = JournalSettings.from(config);
        DispatchSettings dispatch = DispatchSettings.from(config, process);
        Options defaults = Options.from(config);
        DestinationKeys keys = new DestinationKeys(config);
        keys.declare(keys.names());
        keys.declare(RouteFiles.destinations(directory));
        ReceiveSettings receive = ReceiveSettings.from(config);
        List<Family> all = families.from(config);
        Retention retention =
                Retention.from(config, all.stream().map(Family::name).toList());
        List<OrgSettings> orgs = OrgSettings.all(config);
        List<DatabaseSettings> databases = DatabaseSettings.all(config, directory);
        MailSettings mail = MailSettings.from(config, dispatch.boundOfCalls());
        Map<String, SigningSecrets> signing = SigningSecrets.all(config);
        ManagementSettings management = ManagementSettings.from(config);
        ConsoleSettings console = ConsoleSettings.from(config);
        management.mustHaveTokens(config, console);
        OptimizelyApis apis = OptimizelyApis.from(config);
        ReconcileSettings reconcile = ReconcileSettings.from(config, apis);
        TracingSettings tracing = TracingSettings.from(config);
        AlarmSettings alarms = AlarmSettings.from(
                config,
                all.stream()
                        .filter(Family::isReceived)
                        .collect(Collectors.toMap(Family::name, family -> family.section(config))));
        boolean jsonLog = config.section("log").value("format", JSON_LOG);
        new UnknownKeys(config, directory).complain();
        return new GatewaySettings(
                routes,
                journal,
                retention,
                dispatch,
                defaults,
                keys,
                receive,
                all,
                orgs,
                databases,
                mail,
                signing,
                management,
                console,
                apis,
                reconcile,
                tracing,
                alarms,
                jsonLog);
    }
}

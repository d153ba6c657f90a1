package dev.serai.cli;

import dev.serai.config.Config;
import dev.serai.config.ConfigException;
import dev.serai.config.EffectiveValue;
import dev.serai.config.EffectiveValue.Source;
import dev.serai.config.UnknownKeys;
import dev.serai.event.Json;
import dev.serai.operate.GatewaySettings;
import dev.serai.optimizely.Families;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code serai config}: what the gateway would read when it starts now. */
@Command(
        name = "config",
        description = {
            "Shows every value that the gateway would use if it started now, and where each comes from. Secrets are masked;",
            "so are the keys of route files, of Camel and misspelt ones, because Serai does not know whether they are secrets.",
            "Ends with 2 if the configuration cannot be used."
        },
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @ParentCommand
    @Nullable
    SeraiCommand serai;

    @Parameters(
            paramLabel = "PREFIX",
            arity = "0..1",
            description = "only keys that begin so, such as receive or database.archive")
    String prefix = "";

    @Option(names = "--changed", description = "only values that differ from the default")
    boolean changed;

    @Option(names = "--json", description = "one JSON object, for programs")
    boolean json;

    @Override
    public Integer call() throws Exception {
        CommandSpec command = Objects.requireNonNull(spec);
        Config config = Objects.requireNonNull(serai).config();
        GatewaySettings settings = GatewaySettings.from(config, Families.SHIPPED, "config");
        List<EffectiveValue> values = config
                .effective(UnknownKeys.placeholders(settings.routes().directory()))
                .stream()
                .filter(value -> value.key().startsWith(prefix))
                .toList();
        if (values.isEmpty()) {
            throw new ParameterException(command.commandLine(), "no key begins with " + prefix);
        }
        List<EffectiveValue> shown =
                values.stream().filter(value -> !changed || value.isChanged()).toList();
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            out.println(Json.write(json(shown, config.problems())));
        } else if (shown.isEmpty()) {
            out.println("Every value is the default.");
        } else {
            table(shown).print(out);
        }
        out.flush();
        if (!config.problems().isEmpty()) {
            throw new ConfigException(config.problems());
        }
        return ExitStatus.OK;
    }

    private static TextTable table(List<EffectiveValue> values) {
        TextTable table = new TextTable("KEY", "VALUE", "SOURCE");
        for (EffectiveValue value : values) {
            table.row(
                    value.key(),
                    value.value().isEmpty() ? "-" : value.value().replaceAll("\\R", " "),
                    value.source() == Source.DEFAULT ? "default" : value.where());
        }
        return table;
    }

    private static Map<String, Object> json(List<EffectiveValue> values, List<String> problems) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("values", values.stream().map(ConfigCommand::json).toList());
        json.put("problems", problems);
        return json;
    }

    private static Map<String, Object> json(EffectiveValue value) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("key", value.key());
        json.put("value", value.value());
        json.put("masked", value.isMasked());
        json.put("changed", value.isChanged());
        json.put("source", value.source().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        json.put("where", value.where());
        return json;
    }
}

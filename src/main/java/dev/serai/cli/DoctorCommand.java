package dev.serai.cli;

import dev.serai.config.Config;
import dev.serai.event.Json;
import dev.serai.operate.GatewaySettings;
import dev.serai.operate.doctor.Diagnosis;
import dev.serai.operate.doctor.Diagnosis.Level;
import dev.serai.operate.doctor.Doctor;
import dev.serai.optimizely.Families;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code serai doctor}: what around the gateway could keep it from working. */
@Command(
        name = "doctor",
        description = {
            "Looks at what the gateway needs around it: clock, disk, memory, ports, files, database, far sides, certificates.",
            "Nothing is changed anywhere. Run it as the gateway's user, with its environment; the gateway may run or not.",
            "Ends with 1 if a check fails; warnings alone end with 0."
        },
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @ParentCommand
    @Nullable
    SeraiCommand serai;

    @Option(names = "--json", description = "one JSON object, for programs")
    boolean json;

    @Override
    public Integer call() throws Exception {
        SeraiCommand above = Objects.requireNonNull(serai);
        Config config = above.config();
        GatewaySettings settings = GatewaySettings.from(config, Families.SHIPPED, "doctor");
        config.complain();
        List<Diagnosis> found = Doctor.of(config, settings, above.environment(), Clock.systemUTC())
                .examine();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(Json.write(json(found)));
        } else {
            print(out, above.ansi(), found);
        }
        out.flush();
        return count(found, Level.FAIL) == 0 ? ExitStatus.OK : ExitStatus.FINDING;
    }

    private static void print(PrintWriter out, Ansi ansi, List<Diagnosis> found) {
        int width = found.stream().mapToInt(each -> each.check().length()).max().orElse(1);
        for (Diagnosis each : found) {
            // the text is no markup: only the mark is
            out.println(ansi.string(mark(each.level())) + "  " + String.format("%-" + width + "s", each.check()) + "  "
                    + each.found());
            if (!each.instead().isEmpty()) {
                out.println("      → " + each.instead());
            }
        }
        out.println(count(found, Level.OK) + " ok, " + count(found, Level.WARN) + " to watch, "
                + count(found, Level.FAIL) + " failed");
    }

    private static String mark(Level level) {
        return switch (level) {
            case OK -> "@|green ok|@  ";
            case WARN -> "@|bold,yellow warn|@";
            case FAIL -> "@|bold,red fail|@";
        };
    }

    private static long count(List<Diagnosis> found, Level level) {
        return found.stream().filter(each -> each.level() == level).count();
    }

    private static Map<String, Object> json(List<Diagnosis> found) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (Level level : Level.values()) {
            json.put(level.name().toLowerCase(Locale.ROOT), count(found, level));
        }
        json.put(
                "checks",
                found.stream()
                        .map(each -> {
                            Map<String, Object> one = new LinkedHashMap<>();
                            one.put("check", each.check());
                            one.put("status", each.level().name().toLowerCase(Locale.ROOT));
                            one.put("found", each.found());
                            one.put("instead", each.instead());
                            return one;
                        })
                        .toList());
        return json;
    }
}

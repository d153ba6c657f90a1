package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code serai versions}: which version of which route file ran, and its text. */
@Command(
        name = "versions",
        description = {
            "Shows from when on which version of each route file ran, the newest first; \"*\" runs now.",
            "Each delivery names the version of the router that decided and of the destination that sent."
        },
        mixinStandardHelpOptions = true)
final class VersionsCommand extends GatewayCommand {
    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "a route file without its suffix, such as campaign or destinations/hubspot-bounces")
    @Nullable
    String name;

    @Option(names = "--show", paramLabel = "VERSION", description = "prints the files of that version")
    @Nullable
    String shown;

    @Option(names = "--json", description = "JSON, for programs")
    boolean json;

    @Override
    public Integer call() throws Exception {
        CommandSpec command = command();
        PrintWriter out = out();
        ManagementClient gateway = gateway();
        if (shown != null && name != null) {
            throw new ParameterException(command.commandLine(), "say either NAME or --show VERSION");
        }
        JsonNode found = shown != null
                ? gateway.get("/routes/versions/" + ManagementClient.encoded(shown))
                : gateway.get(
                        "/routes/runs?limit=500" + (name == null ? "" : "&name=" + ManagementClient.encoded(name)));
        if (json) {
            out.println(found);
        } else if (shown != null) {
            found.properties().forEach(file -> {
                out.println("==> " + file.getKey() + " <==");
                out.println(file.getValue().asText());
            });
        } else {
            Map<String, String> now = new HashMap<>();
            gateway.get("/routes")
                    .path("routes")
                    .forEach(each -> now.put(
                            each.path("name").asText(), each.path("version").asText()));
            found.path("runs").forEach(run -> out.println(line(run, now)));
        }
        out.flush();
        return ExitStatus.OK;
    }

    private static String line(JsonNode run, Map<String, String> now) {
        String version = run.path("version").asText("");
        String name = run.path("name").asText();
        // the newest run of a version comes first
        boolean runs = version.equals(now.get(name)) && now.remove(name) != null;
        return String.format(
                "%s %-12s  %-27s  %s",
                runs ? "*" : " ",
                version.isEmpty() ? "deleted" : version,
                run.path("since").asText(),
                name);
    }
}

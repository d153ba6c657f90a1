package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code serai export}: all that is kept of a person. */
@Command(
        name = "export",
        description = {
            "Prints all that is kept of a person as one JSON object: events with their payloads, deliveries, attempts and",
            "receipts, and bodies in quarantine. The audit notes that somebody has asked, and not for whom.",
            "It needs a token of the role privacy."
        },
        mixinStandardHelpOptions = true)
final class ExportCommand extends PersonCommand {
    @Parameters(paramLabel = "CONTACT", description = "the address of a person; - reads it from standard input")
    String contact = "";

    @Override
    public Integer call() throws Exception {
        List<String> contacts = contacts(contact);
        if (contacts.size() > 1) {
            throw new ParameterException(command().commandLine(), "one contact at a time");
        }
        ManagementClient gateway = gateway();
        JsonNode found = report(gateway, "/export", Map.of("contact", contacts.get(0)));
        if (found.has("stopped")) {
            say("serai: nothing was exported: " + found.path("stopped").asText());
            return ExitStatus.FINDING;
        }
        out().println("{\"events\":[");
        print(gateway, "/events/", found.path("events"));
        out().println("],\"quarantine\":[");
        print(gateway, "/quarantine/", found.path("quarantine"));
        out().println("]}");
        out().flush();
        say(found.path("events").size() + " events and "
                + found.path("quarantine").size() + " bodies in quarantine.");
        return ExitStatus.OK;
    }

    /** One by one, so that neither side has them all in memory. */
    private void print(ManagementClient gateway, String path, JsonNode names) throws Exception {
        String separator = "";
        for (JsonNode name : names) {
            out().println(separator + gateway.text(path + name.asText()));
            separator = ",";
        }
    }
}

package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.cli.ManagementClient.RefusedException;
import dev.serai.cli.ManagementClient.UnreachedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ParameterException;

/** A command about what is kept of persons. It has the gateway do it as a job. */
abstract class PersonCommand extends GatewayCommand {
    private static final String STDIN = "-";

    /** The lines of a file, or of standard input. */
    final List<String> lines(String file) throws IOException {
        List<String> lines;
        if (file.equals(STDIN)) {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                lines = in.lines().toList();
            }
        } else {
            lines = Files.readAllLines(Path.of(file));
        }
        List<String> contacts = lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (contacts.isEmpty()) {
            throw new ParameterException(
                    command().commandLine(), (file.equals(STDIN) ? "standard input" : file) + " has no contact");
        }
        return contacts;
    }

    /** A contact as an argument, or from standard input if it is {@code -}, so that it stands in no history of a shell. */
    final List<String> contacts(String contact) throws IOException {
        return contact.equals(STDIN) ? lines(STDIN) : List.of(contact);
    }

    /** Begins a job, and waits for its report. */
    final JsonNode report(ManagementClient gateway, String path, Map<String, ?> asked)
            throws UnreachedException, RefusedException, InterruptedException {
        String id = gateway.post(path, asked).path("job").asText();
        say("It runs as job " + id);
        JsonNode job = gateway.ended(id, any -> {});
        if (!job.has("report")) {
            throw new RefusedException("the job has failed: "
                    + job.path("error").asText(job.path("state").asText()));
        }
        return job.path("report");
    }

    /** Says something to the person: standard output has only the result. */
    final void say(String line) {
        command().commandLine().getErr().println(line);
        command().commandLine().getErr().flush();
    }
}

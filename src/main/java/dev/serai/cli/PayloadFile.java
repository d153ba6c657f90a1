package dev.serai.cli;

import dev.serai.check.Payloads;
import dev.serai.receive.Family;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * A payload that a command line names.
 *
 * @param name as it was named
 * @param json its text
 * @param sampleOf the family of a sample, else null
 */
record PayloadFile(String name, String json, @Nullable String sampleOf) {
    static final String DESCRIPTION =
            "a file with a payload, or - for standard input, or a sample such as campaign/bounce";
    static final String HEADER =
            "of the request, such as X-GitHub-Event=push for a family whose events have their type there";
    static final String FAMILY = "whose payload it is; if it is not said, the family that takes it for an event";

    static PayloadFile read(CommandSpec command, String name) throws IOException {
        if (name.equals("-")) {
            return new PayloadFile(
                    "standard input", new String(System.in.readAllBytes(), StandardCharsets.UTF_8), null);
        }
        Path file = Path.of(name);
        if (Files.isRegularFile(file)) {
            try {
                return new PayloadFile(name, Files.readString(file), null);
            } catch (CharacterCodingException e) {
                throw new ParameterException(command.commandLine(), name + " is not UTF-8; save it as UTF-8", e);
            }
        }
        List<String> samples = SampleCommand.found(name);
        if (samples.size() == 1) {
            String sample = samples.get(0);
            return new PayloadFile(sample, SampleCommand.text(sample), sample.replaceFirst("[/_].*", ""));
        }
        throw new ParameterException(
                command.commandLine(),
                samples.isEmpty()
                        ? "there is no file and no sample " + name + "; \"serai sample\" names the samples"
                        : name + " is one of several samples: " + String.join(", ", samples));
    }

    /**
     * Whose payload it is.
     *
     * @param named on the command line; null if it is not
     * @param headers of the request that brings it
     */
    Family family(CommandSpec command, List<Family> families, @Nullable String named, Map<String, String> headers) {
        String problem = Payloads.problem(json);
        if (problem != null) {
            throw new ParameterException(command.commandLine(), name + " is no JSON: " + problem);
        }
        String wanted = named == null ? sampleOf : named;
        List<Family> found = wanted == null
                ? Payloads.families(json, families, Family.Transmission.of(Instant.now(), headers))
                : families.stream().filter(each -> each.name().equals(wanted)).toList();
        List<String> all = families.stream().map(Family::name).toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        throw new ParameterException(
                command.commandLine(),
                wanted != null
                        ? "no family is called " + wanted + "; there are " + String.join(", ", all)
                        : found.isEmpty()
                                ? name + " is no event of any family"
                                : name + " may be of "
                                        + found.stream().map(Family::name).toList() + "; say --family");
    }
}

package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.OutputStream;
import java.util.Base64;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code serai quarantine show}: one body. */
@Command(
        name = "show",
        description = "Shows a body in quarantine: why it is no event, how often and when it came, and its text.",
        mixinStandardHelpOptions = true)
final class QuarantineShowCommand extends GatewayCommand {
    @Parameters(paramLabel = "HASH", description = "of the body, at least its first 8 digits")
    String hash = "";

    @ArgGroup
    final Form form = new Form();

    /** What is printed. */
    static final class Form {
        @Option(names = "--raw", description = "only the body, byte for byte as it came")
        boolean raw;

        @Option(names = "--json", description = "one JSON object, for programs")
        boolean json;
    }

    @Override
    public Integer call() throws Exception {
        String path = "/quarantine/" + ManagementClient.encoded(hash);
        if (form.raw) {
            raw(Base64.getDecoder()
                    .decode(gateway().get(path + "?raw=true").path("base64").asText()));
            return ExitStatus.OK;
        }
        JsonNode stored = gateway().get(path);
        if (form.json) {
            out().println(stored);
        } else {
            QuarantineText.print(out(), stored);
        }
        out().flush();
        return ExitStatus.OK;
    }

    /** A writer would change bytes that are no text. */
    @SuppressWarnings("SystemOut")
    private static void raw(byte[] body) throws java.io.IOException {
        OutputStream out = System.out;
        out.write(body);
        out.flush();
    }
}

package dev.serai.simulator.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * The kit, run in this process.
 *
 * @param out what it printed
 */
public record Kit(int status, String out, String err) {
    private static final Map<String, String> SECRETS = Map.of(
            "CONFORMANCE_SECRET", "first-secret\nsecond-secret",
            "CONFORMANCE_BASIC", "user:first-secret\nuser:second-secret",
            "CONFORMANCE_GRAPH_HEADER", "X-Token: first-secret\nX-Token: second-secret");

    /** With the secrets of a small receiver. */
    static Kit run(String... arguments) {
        return run(SECRETS, null, arguments);
    }

    /** @param answer to every question; null if there is no terminal */
    public static Kit run(Map<String, String> environment, @Nullable String answer, String... arguments) {
        CommandLine line = Conformance.line(environment, question -> answer);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int status = line.execute(arguments);
        line.getOut().flush();
        line.getErr().flush();
        return new Kit(status, out.toString(), err.toString());
    }

    static Kit json(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.add("--json");
        return run(all.toArray(String[]::new));
    }

    JsonNode report() {
        return JsonText.read(out);
    }

    /** The ids of the rules that are broken. */
    public Set<String> broken() {
        return rules(Verdict.BROKEN);
    }

    /** The ids of the rules that were not judged. */
    public Set<String> skipped() {
        return rules(Verdict.SKIPPED);
    }

    /** The ids of the rules with that verdict. */
    Set<String> rules(Verdict verdict) {
        Set<String> ids = new LinkedHashSet<>();
        for (JsonNode family : report().path("families")) {
            for (JsonNode rule : family.path("rules")) {
                if (rule.path("verdict").asText().equals(verdict.toString())) {
                    ids.add(rule.path("id").asText());
                }
            }
        }
        return ids;
    }
}

package dev.serai.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;

/** A command that has ended, and what it has written. */
record Ended(int status, String out, String err) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Runs a command that starts no gateway, with the variables of an environment. */
    static Ended of(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = SeraiCommand.line((config, strict) -> {}, environment);
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int status = line.execute(arguments);
        line.getOut().flush();
        line.getErr().flush();
        return new Ended(status, out.toString(), err.toString());
    }

    /** What it has written as one JSON object. */
    JsonNode json() {
        try {
            return JSON.readTree(out);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(out + err, e);
        }
    }
}

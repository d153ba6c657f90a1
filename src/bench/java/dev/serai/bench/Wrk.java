package dev.serai.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator {@code wrk}, with the webhooks of {@code bench/load/events.lua}. */
final class Wrk {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern TIMES = Pattern.compile("user ([\\d.]+)\\s+sys ([\\d.]+)");
    private static final double MILLI = 1e-3;
    private static final double MICRO = 1e-6;

    private Wrk() {}

    /**
     * Posts as fast as the answers come.
     *
     * @param run differs from that of every other run, so that each event is new
     */
    static Seen run(int port, Work work, String run, Duration time) throws IOException, InterruptedException {
        String url = "http://127.0.0.1:" + port;
        Process process = new ProcessBuilder(List.of(
                        "bash",
                        "-c",
                        "time -p wrk \"$@\"",
                        "wrk",
                        "--threads",
                        "1",
                        "--connections",
                        Integer.toString(work.connections()),
                        "--duration",
                        time.toSeconds() + "s",
                        "--timeout",
                        "10s",
                        "--script",
                        "bench/load/events.lua",
                        url,
                        "--",
                        work.lua(),
                        run))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        Matcher times = TIMES.matcher(said);
        int json = said.indexOf("{\"requests\"");
        if (status != 0 || json < 0 || !times.find()) {
            throw new IllegalStateException("wrk has failed: " + said);
        }
        return seen(JSON.readTree(said.substring(json, said.indexOf('}', json) + 1)), times);
    }

    private static Seen seen(JsonNode told, Matcher times) {
        double seconds = told.get("micros").asDouble() * MICRO;
        long failed = told.get("failed").asLong();
        double answered = (told.get("requests").asLong() - failed)
                * told.get("eventsPerRequest").asDouble();
        return new Seen(
                Math.round(answered),
                answered / seconds,
                failed,
                told.get("p50").asDouble() * MILLI,
                told.get("p99").asDouble() * MILLI,
                (Double.parseDouble(times.group(1)) + Double.parseDouble(times.group(2))) / seconds);
    }
}

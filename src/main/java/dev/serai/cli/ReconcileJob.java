package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.cli.ManagementClient.RefusedException;
import dev.serai.cli.ManagementClient.UnreachedException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Has the gateway reconcile, and waits for the report. */
final class ReconcileJob {

    private final ManagementClient gateway;
    private final PrintWriter err;

    /** @param err gets what the gateway is doing */
    ReconcileJob(ManagementClient gateway, PrintWriter err) {
        this.gateway = gateway;
        this.err = err;
    }

    /**
     * @param until null for now
     * @param client null for all
     * @return the report
     */
    JsonNode run(Instant since, @Nullable Instant until, @Nullable String client, boolean apply)
            throws UnreachedException, RefusedException, InterruptedException {
        Map<String, Object> asked = new LinkedHashMap<>();
        asked.put("since", since.toString());
        if (until != null) {
            asked.put("until", until.toString());
        }
        if (client != null) {
            asked.put("client", client);
        }
        asked.put("apply", apply);
        String id = gateway.post("/reconcile", asked).path("job").asText();
        AtomicReference<String> shown = new AtomicReference<>("");
        return report(gateway.ended(id, job -> {
            String doing = job.path("progress").path("doing").asText();
            if (!doing.equals(shown.getAndSet(doing))) {
                err.println(doing + " (" + job.path("progress").path("rows").asLong() + " records so far)");
                err.flush();
            }
        }));
    }

    private static JsonNode report(JsonNode job) throws RefusedException {
        if (!job.has("report")) {
            throw new RefusedException("the gateway could not reconcile: "
                    + job.path("error").asText(job.path("state").asText()));
        }
        return job.path("report");
    }
}

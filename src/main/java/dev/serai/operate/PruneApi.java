package dev.serai.operate;

import dev.serai.config.InvalidValueException;
import dev.serai.journal.Prune.Order;
import dev.serai.journal.Retention;
import dev.serai.operate.ManagementApi.ProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1/prune}: begins a job that deletes what is older than the configuration wants. */
final class PruneApi {
    private final ManagementApi api;
    private final PruneJobs pruning;

    PruneApi(ManagementApi api, PruneJobs pruning) {
        this.api = api;
        this.pruning = pruning;
    }

    void serve() {
        api.post("/prune", call -> new Accepted(prune(call.asked(), call.caller())));
    }

    private Map<String, String> prune(OperationsRequest asked, Caller who) throws ProblemException {
        Retention retention = retention(asked.text("olderThan"));
        try {
            Order order = new Order(retention, who.name(), asked.all(), asked.isTrue("dryRun"));
            return Map.of("job", pruning.start(order).id());
        } catch (Jobs.BusyException e) {
            throw new ProblemException(409, String.valueOf(e.getMessage()));
        }
    }

    private Retention retention(@Nullable String olderThan) throws ProblemException {
        if (olderThan == null) {
            return pruning.retention();
        }
        try {
            Optional<Duration> keep = Retention.KEEP.of(olderThan);
            return keep.map(pruning.retention()::keeping)
                    .orElseThrow(() -> new ProblemException(400, "olderThan must be a duration such as 90d"));
        } catch (InvalidValueException e) {
            throw new ProblemException(400, "olderThan " + e.getMessage());
        }
    }
}

package dev.serai.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.serai.event.Event;
import dev.serai.event.RoutedEvent;
import dev.serai.journal.CommitResult;
import dev.serai.journal.GroupCommitter;
import dev.serai.journal.StoredEvents;
import dev.serai.operate.ManagementApi.ProblemException;
import dev.serai.receive.Corrections;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1/events/{id}/edit}: stores a corrected copy of an event as a new event. */
final class EditApi {
    private final ManagementApi api;
    private final StoredEvents events;
    private final Corrections corrections;
    private final GroupCommitter committer;

    /**
     * The copy.
     *
     * @param result stored; duplicate: the same copy was stored before; or decided, after a dry run
     * @param unrouted why no router can decide
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Answer(
            String result,
            String id,
            String copyOf,
            String family,
            String type,
            @Nullable String subject,
            @Nullable String contact,
            @Nullable String occurredAt,
            List<String> destinations,
            @Nullable String unrouted) {
        static Answer of(String result, RoutedEvent copy, UUID original) {
            Event event = copy.event();
            Instant occurred = event.occurredAt();
            return new Answer(
                    result,
                    event.id().toString(),
                    original.toString(),
                    event.family(),
                    event.type(),
                    event.subject(),
                    event.contact(),
                    occurred == null ? null : occurred.toString(),
                    List.copyOf(copy.decision().destinations()),
                    copy.decision().unrouted());
        }
    }

    EditApi(ManagementApi api, LiveRoutes live, Watched gateway) {
        this.api = api;
        this.events = live.events();
        this.corrections = new Corrections(gateway.families(), live.router(), gateway.clock());
        this.committer = gateway.committer();
    }

    void serve() {
        api.post(
                "/events/{id}/edit",
                call -> edit(call.path("id"), call.asked(), call.caller().name()));
    }

    private Answer edit(String id, OperationsRequest asked, String who) throws Exception {
        Event original = original(id);
        if (events.isErased(original.id())) {
            throw new ProblemException(
                    409, "event " + original.id() + " is erased (serai erase); a copy would keep the person again");
        }
        RoutedEvent copy;
        try {
            copy = corrections.decide(
                    original, asked.whole("payload"), new RoutedEvent.Copy(original.id(), who, asked.text("reason")));
        } catch (Corrections.RefusedException e) {
            throw new ProblemException(400, String.valueOf(e.getMessage()));
        }
        boolean known = events.find(copy.event().id()).isPresent();
        if (asked.isTrue("dryRun") || known) {
            return Answer.of(known ? "duplicate" : "decided", copy, original.id());
        }
        CommitResult kept = commit(copy);
        if (kept.quarantined() > 0) {
            throw new ProblemException(400, "the database refused a value of it; it is in the table quarantine");
        }
        return Answer.of(kept.fresh() > 0 ? "stored" : "duplicate", copy, original.id());
    }

    private Event original(String id) throws Exception {
        UUID uuid;
        try {
            uuid = UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(400, "the id of an event is a UUID");
        }
        return events.find(uuid).orElseThrow(() -> new ProblemException(404, "there is no event " + id));
    }

    private CommitResult commit(RoutedEvent copy) throws Exception {
        CompletableFuture<CommitResult> answer = new CompletableFuture<>();
        committer.commit(List.of(copy), (kept, failure) -> {
            if (kept == null) {
                answer.completeExceptionally(failure == null ? new IllegalStateException("nothing was kept") : failure);
            } else {
                answer.complete(kept);
            }
        });
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new ProblemException(
                    503, "the journal could not commit it; see /observe/health, and try again: a repeat is recognised");
        }
    }
}

package dev.serai.tracing;

import dev.serai.dispatch.Assignment;
import dev.serai.dispatch.CallResult;
import dev.serai.dispatch.Delivery;
import dev.serai.dispatch.Dispatch;
import dev.serai.dispatch.LeaseCheck;
import dev.serai.dispatch.RouteCall;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Follows each call of the destinations' routes. */
final class TracedDispatch implements Dispatch {
    private final Dispatch dispatch;
    private final CallTracer tracer;

    TracedDispatch(Dispatch dispatch, CallTracer tracer) {
        this.dispatch = dispatch;
        this.tracer = tracer;
    }

    @Override
    public AutoCloseable begin(Assignment assignment) {
        return dispatch.begin(new Assignment(
                assignment.destination(),
                assignment.options(),
                assignment.version(),
                (batch, lease) -> traced(assignment, batch, lease)));
    }

    private RouteCall traced(Assignment assignment, List<Delivery> batch, LeaseCheck lease) {
        return new TracedCall(
                assignment.destination(), batch, assignment.route().call(batch, lease));
    }

    @Override
    public Set<String> working() {
        return dispatch.working();
    }

    private final class TracedCall implements RouteCall {
        private final String destination;
        private final List<Delivery> batch;
        private final RouteCall call;

        TracedCall(String destination, List<Delivery> batch, RouteCall call) {
            this.destination = destination;
            this.batch = batch;
            this.call = call;
        }

        @Override
        public void begin(CompletableFuture<CallResult> answer) {
            CallSpans spans = tracer.begin(destination, batch);
            // also if the answer is not waited for any longer
            CompletableFuture<CallResult> unused = answer.whenComplete((result, failure) -> spans.end(result));
            spans.context().wrap(() -> call.begin(answer)).run();
        }

        @Override
        public void abandon() {
            call.abandon();
        }
    }
}

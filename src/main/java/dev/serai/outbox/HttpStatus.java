package dev.serai.outbox;

import dev.serai.dispatch.Outcome.Dead;
import dev.serai.dispatch.Outcome.Failed;
import dev.serai.dispatch.Outcome.Retry;
import dev.serai.dispatch.Outcome.Suspend;
import dev.serai.dispatch.Outcome.Unknown;
import java.util.Set;

/** What the status of an answer over HTTP means that is no success: the same for each vendor that speaks HTTP. */
public final class HttpStatus {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Set<Integer> RETRY = Set.of(408, 409, 423, 425);
    private static final Set<Integer> SUSPEND = Set.of(401, 402, 403, 407, TOO_MANY_REQUESTS);
    private static final Set<Integer> MISCONFIGURED = Set.of(404, 405, 406, 410, 415);

    private HttpStatus() {}

    /** @param text stands behind the status in the reason; may be empty */
    public static Failed failed(int status, String text) {
        String reason = "HTTP " + status + text;
        if (status == 207) {
            return new Unknown(reason + ", a part of the call was refused");
        }
        if (SUSPEND.contains(status)) {
            return new Suspend(reason, false);
        }
        if (status >= 500 || RETRY.contains(status)) {
            return new Retry(reason);
        }
        return status < 400 || MISCONFIGURED.contains(status) ? new Suspend(reason, true) : new Dead(reason);
    }
}

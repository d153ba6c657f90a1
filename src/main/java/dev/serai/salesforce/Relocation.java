package dev.serai.salesforce;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.api.SalesforceMultipleChoicesException;
import org.apache.camel.component.salesforce.internal.SalesforceSession;
import org.eclipse.jetty.client.Request;
import org.jspecify.annotations.Nullable;

/**
 * An org may move to another host (<a href="https://help.salesforce.com/s/articleView?id=000389542">org migration</a>). Only
 * a login tells where it is, and camel-salesforce logs in again at the old host. So the session is forgotten when its host
 * cannot be reached, or answers like another one; the next call logs in at the login URL.
 */
final class Relocation implements Request.QueuedListener {
    private static final Duration AT_MOST_EVERY = Duration.ofSeconds(10);
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;

    private static final List<Class<? extends Exception>> UNREACHABLE = List.of(
            ConnectException.class,
            UnknownHostException.class,
            NoRouteToHostException.class,
            SocketTimeoutException.class,
            TimeoutException.class,
            SSLException.class);

    private final Supplier<@Nullable SalesforceSession> sessions;
    private long last = System.nanoTime() - AT_MOST_EVERY.toNanos();
    private volatile boolean forgetting;

    Relocation(Supplier<@Nullable SalesforceSession> sessions) {
        this.sessions = sessions;
    }

    /** @param failure of a call, or null */
    void heard(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Throwable each = cause;
            if (UNREACHABLE.stream().anyMatch(type -> type.isInstance(each))
                    || (cause instanceof SalesforceException answer && isAnothers(answer))) {
                forget();
                return;
            }
        }
    }

    private static boolean isAnothers(SalesforceException answer) {
        int status = answer.getStatusCode();
        boolean redirects = status / 100 == 3 && !(answer instanceof SalesforceMultipleChoicesException);
        return redirects
                || status == UNAUTHORIZED
                || (status == NOT_FOUND && Calls.code(answer).isEmpty())
                // a session that could not be renewed there
                || answer.getCause() instanceof SalesforceException;
    }

    private synchronized void forget() {
        SalesforceSession session = sessions.get();
        long now = System.nanoTime();
        if (session == null || session.getAccessToken() == null || now - last < AT_MOST_EVERY.toNanos()) {
            return;
        }
        last = now;
        forgetting = true;
        try {
            session.logout();
        } catch (SalesforceException e) {
            // the old host is not told: it cannot be reached, and other calls may still use the token
        } finally {
            forgetting = false;
        }
    }

    @Override
    public void onQueued(Request request) {
        if (forgetting && request.getPath().startsWith("/services/oauth2/revoke")) {
            request.abort(new CancellationException());
        }
    }
}

package dev.serai.salesforce;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.api.SalesforceMultipleChoicesException;
import org.apache.camel.component.salesforce.internal.SalesforceSession;
import org.eclipse.jetty.client.ContentResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An org may move to another host (<a href="https://help.salesforce.com/s/articleView?id=000389542">org migration</a>). Only
 * a login at the login URL tells where it is, and camel-salesforce logs in again at the old host. So Serai logs in when
 * the host cannot be reached, or answers like another one; the next call goes where the answer says.
 */
final class Relocation {
    private static final Logger log = LoggerFactory.getLogger(Relocation.class);
    private static final Duration AT_MOST_EVERY = Duration.ofSeconds(10);
    private static final long LOGIN_SECONDS = 20;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;

    private static final List<Class<? extends Exception>> UNREACHABLE = List.of(
            ConnectException.class,
            UnknownHostException.class,
            NoRouteToHostException.class,
            SocketTimeoutException.class,
            TimeoutException.class,
            SSLException.class);

    private final OrgComponent org;
    private long last = System.nanoTime() - AT_MOST_EVERY.toNanos();

    Relocation(OrgComponent org) {
        this.org = org;
    }

    /** @param failure of a call, or null */
    void onFailure(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Throwable each = cause;
            if (UNREACHABLE.stream().anyMatch(type -> type.isInstance(each))
                    || (cause instanceof SalesforceException answer && isAnothers(answer))) {
                logIn();
                return;
            }
        }
    }

    private static boolean isAnothers(SalesforceException answer) {
        int status = answer.getStatusCode();
        boolean redirects = status / 100 == 3 && !(answer instanceof SalesforceMultipleChoicesException);
        return redirects
                || status == UNAUTHORIZED
                || (status == NOT_FOUND && SalesforceClient.code(answer).isEmpty())
                // a session that could not be renewed there
                || answer.getCause() instanceof SalesforceException;
    }

    private synchronized void logIn() {
        SalesforceSession session = org.getSession();
        long now = System.nanoTime();
        if (session == null || session.getAccessToken() == null || now - last < AT_MOST_EVERY.toNanos()) {
            return;
        }
        last = now;
        try {
            ContentResponse answer = org.getHttpClient()
                    .POST(org.getLoginConfig().getLoginUrl() + "/services/oauth2/token")
                    .body(session.getLoginRequest(null).getBody())
                    .timeout(LOGIN_SECONDS, TimeUnit.SECONDS)
                    .send();
            session.parseLoginResponse(answer, answer.getContentAsString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // the session stays as it is, and the failure of the call is told
            log.info(
                    "{} outcome=not-logged-in error={}",
                    org.name(),
                    e.getClass().getSimpleName());
        }
    }
}

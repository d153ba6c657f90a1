package dev.serai.console.login;

import dev.serai.console.login.OidcLogin.Begun;
import dev.serai.console.login.OidcLogin.Finished;
import dev.serai.operate.FailedLogins;
import io.vertx.core.MultiMap;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The two pages of a login at an identity provider: the way there and the way back. */
final class OidcPages {
    private static final int MAX_WAITING = 16;

    private final ConsoleLogin pages;
    private final OidcLogin oidc;
    private final WorkerExecutor workers;
    private final LoginLog log;
    private final FailedLogins failures;
    private final AtomicInteger waiting = new AtomicInteger();

    OidcPages(ConsoleLogin pages, OidcLogin oidc, WorkerExecutor workers, LoginLog log, FailedLogins failures) {
        this.pages = pages;
        this.oidc = oidc;
        this.workers = workers;
        this.log = log;
        this.failures = failures;
    }

    /** Sends the browser to the provider. */
    void begin(RoutingContext context) {
        BrowserRequest from = new BrowserRequest(context.request());
        String to = LocalPath.of(context.request().getParam("to"));
        if (!from.keepsSecrets()) {
            log.refused("oidc", 403, "plain http", from.address());
            pages.show(context, 403, to, null);
            return;
        }
        work(context, () -> oidc.begin(to), (Begun begun) -> {
            LoginCookies.setOidc(from, begun.browser());
            ConsoleLogin.redirect(context, begun.provider().toString());
        });
    }

    /** Takes the browser back from the provider. */
    void finish(RoutingContext context) {
        BrowserRequest from = new BrowserRequest(context.request());
        if (failures.isOver(from.address())) {
            log.refused("oidc", 429, "too many failures", from.address());
            pages.showTooMany(context, LocalPath.ROOT);
            return;
        }
        Map<String, List<String>> query = query(context.queryParams());
        @Nullable String browser = LoginCookies.oidc(from);
        work(context, () -> oidc.finish(query, browser), (Finished finished) -> {
            LoginCookies.endOidc(from);
            pages.signedIn(context, finished.person());
            ConsoleLogin.goOn(context, finished.to());
        });
    }

    private static Map<String, List<String>> query(MultiMap parameters) {
        Map<String, List<String>> query = new HashMap<>();
        parameters.names().forEach(name -> query.put(name, parameters.getAll(name)));
        return query;
    }

    /** Each login may wait for the provider as long as its time limits are; more than {@link #MAX_WAITING} do not. */
    private <T> void work(RoutingContext context, Callable<T> step, Consumer<T> then) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            pages.show(context, 503, LocalPath.ROOT, "too many people sign in at this moment; try again");
            return;
        }
        workers.executeBlocking(step, false)
                .onComplete(done -> waiting.decrementAndGet())
                .onSuccess(then::accept)
                .onFailure(failure -> refused(context, failure));
    }

    private void refused(RoutingContext context, Throwable failure) {
        LoginRefusedException refusal = failure instanceof LoginRefusedException known
                ? known
                : new LoginRefusedException(
                        503,
                        "the login did not work; try again",
                        failure.getClass().getSimpleName());
        String address = new BrowserRequest(context.request()).address();
        log.refused("oidc", refusal.status(), refusal.reason(), address);
        if (refusal.status() < 500) {
            failures.count(address);
        }
        pages.show(context, refusal.status(), LocalPath.ROOT, refusal.getMessage());
    }
}

package dev.serai;

import dev.serai.event.Json;
import dev.serai.testing.ApiDocumentation;
import dev.serai.testing.ApiDocumentation.Answer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.jspecify.annotations.Nullable;

/**
 * Holds every answer of the management API against its document before it goes out. An answer that is not as documented goes out
 * as 500 with what is wrong, so that who asked fails.
 */
public final class ApiTap {
    private static final String API = "/api/v1";

    private final Router router;
    private final List<String> wrong = new CopyOnWriteArrayList<>();

    private ApiTap(Router router) {
        this.router = router;
    }

    /** Begins with a gateway. @return what is wrong, as it is found */
    public static List<String> on(Serai serai) {
        Router router = router(serai);
        ApiTap tap = new ApiTap(router);
        router.route(API + "*").order(Integer.MIN_VALUE).handler(tap::handle);
        return tap.wrong;
    }

    /** The pages of the management port. */
    static Router router(Serai serai) {
        return Objects.requireNonNull(serai.wiring.runtime.context.hasService(ManagementHttpServer.class))
                .getRouter();
    }

    private void handle(RoutingContext request) {
        HttpServerRequestInternal asked = (HttpServerRequestInternal) request.request();
        if (request.response() instanceof Tapped) {
            request.next();
        } else {
            router.handle(new TappedRequest(asked, tapped(asked)));
        }
    }

    /** A request whose answer is looked at. */
    private static final class TappedRequest extends HttpServerRequestWrapper {
        private final HttpServerResponse response;

        TappedRequest(HttpServerRequestInternal request, HttpServerResponse response) {
            super(request);
            this.response = response;
        }

        @Override
        public HttpServerResponse response() {
            return response;
        }
    }

    /** An answer that is looked at. */
    private interface Tapped extends HttpServerResponse {}

    private Tapped tapped(HttpServerRequestInternal request) {
        HttpServerResponse response = request.response();
        return (Tapped) Proxy.newProxyInstance(
                ApiTap.class.getClassLoader(), new Class<?>[] {Tapped.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("end")) {
                        return end(request, response, method, arguments);
                    }
                    Object result = call(response, method, arguments);
                    return result == response ? proxy : result;
                });
    }

    private @Nullable Object end(
            HttpServerRequestInternal request,
            HttpServerResponse response,
            Method method,
            @Nullable Object @Nullable [] arguments)
            throws Throwable {
        String body = arguments == null || !(arguments[0] instanceof String text) ? "" : text;
        List<String> found = ApiDocumentation.wrong(answer(request, response, body));
        if (found.isEmpty()) {
            return call(response, method, arguments);
        }
        wrong.addAll(found);
        Future<Void> ended = response.setStatusCode(500)
                .putHeader("Content-Type", "application/json")
                .end(Json.write(Map.of("detail", String.join("\n", found))));
        return ended;
    }

    private static Answer answer(HttpServerRequestInternal request, HttpServerResponse response, String body) {
        Map<String, String> headers = new LinkedHashMap<>();
        response.headers().forEach(each -> headers.put(each.getKey().toLowerCase(Locale.ROOT), each.getValue()));
        return new Answer(request.method().name(), request.path(), response.getStatusCode(), headers, body);
    }

    private static @Nullable Object call(
            HttpServerResponse response, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(response, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}

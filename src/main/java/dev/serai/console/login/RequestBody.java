package dev.serai.console.login;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The body of a request, which is read once; the fields of a form are {@link HttpServerRequest#formAttributes} then. A field may be
 * as long as the body: those that Vert.x reads end at 8 KB.
 */
final class RequestBody {
    static final String BODY = "console.body";
    private static final int TOO_LARGE = 413;
    private static final int UNREADABLE = 400;

    private RequestBody() {}

    /**
     * Reads the body and goes on to the next handler, or answers 413 and closes the connection.
     *
     * @param most bytes
     * @param refuse answers
     */
    static void read(RoutingContext context, int most, Refusal refuse) {
        HttpServerRequest request = context.request();
        Buffer body = Buffer.buffer();
        Runnable tooLarge = () -> {
            request.handler(null).endHandler(null);
            context.response().putHeader("Connection", "close");
            refuse.answer(context, TOO_LARGE, "the body must have at most " + most + " bytes");
        };
        Consumer<Buffer> part = each -> {
            if (body.length() + each.length() > most) {
                tooLarge.run();
            } else {
                body.appendBuffer(each);
            }
        };
        request.handler(part::accept);
        request.exceptionHandler(context::fail);
        request.endHandler(end -> {
            try {
                context.put(BODY, body);
                if (isForm(request)) {
                    addFields(body.toString(), request.formAttributes());
                }
            } catch (IllegalArgumentException e) {
                refuse.answer(context, UNREADABLE, "the form cannot be read");
                return;
            }
            context.next();
        });
    }

    /** Answers a request that is not let through. */
    interface Refusal {
        void answer(RoutingContext context, int status, String text);
    }

    private static boolean isForm(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
    }

    private static void addFields(String body, MultiMap form) {
        for (String field : body.split("&", -1)) {
            int sign = field.indexOf('=');
            if (!field.isEmpty()) {
                form.add(
                        decoded(sign < 0 ? field : field.substring(0, sign)),
                        sign < 0 ? "" : decoded(field.substring(sign + 1)));
            }
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}

package dev.serai.simulator.http;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The faults of requests. A request has one fault at most: the first that was scheduled for it and has not happened as
 * often as it should. A fault is scheduled in one sentence:
 *
 * <pre>{@code
 * simulator.faults().on("POST activate").times(2).unavailable();
 * }</pre>
 */
public final class RequestFaults {
    private final Pause pause;
    private final List<Armed> armed = new CopyOnWriteArrayList<>();

    private record Armed(Predicate<Request> which, Turns turns, Effect effect) {}

    public RequestFaults(Pause pause) {
        this.pause = pause;
    }

    /**
     * A fault of the next request whose method and path have all these words.
     *
     * @param words separated by blanks, in any case, such as {@code GET unsubscribes}; empty: every request
     */
    public RequestFault on(String words) {
        return on(containing(words, request -> request.method() + " " + request.path()));
    }

    /** A fault of the next request that matches. */
    public RequestFault on(Predicate<Request> which) {
        return new RequestFault(pause, (turns, effect) -> add(which, turns, effect));
    }

    /** Whether all words occur, in any case, in what the line tells of a request. */
    public static Predicate<Request> containing(String words, Function<Request, String> line) {
        List<String> all = List.of(words.toLowerCase(Locale.ROOT).strip().split("\\s+"));
        return request -> {
            String text = line.apply(request).toLowerCase(Locale.ROOT);
            return all.stream().allMatch(text::contains);
        };
    }

    public void add(Predicate<Request> which, Turns turns, Effect effect) {
        armed.add(new Armed(which, turns, effect));
    }

    /** Nothing goes wrong any more. */
    public void clear() {
        armed.clear();
    }

    /** The genuine answer, or what the first fault that matches makes of it. */
    public RestAnswer around(Request request, Supplier<RestAnswer> genuine) {
        for (Armed each : armed) {
            if (each.which().test(request) && each.turns().take()) {
                return each.effect().around(genuine);
            }
        }
        return genuine.get();
    }
}

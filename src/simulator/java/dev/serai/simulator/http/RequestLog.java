package dev.serai.simulator.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The requests in the order in which they came. */
public final class RequestLog {
    private final Map<Long, Request> requests = new LinkedHashMap<>();
    private long last;

    /** @return the number under which the answer is to be told */
    public synchronized long arrived(Request request) {
        last++;
        requests.put(last, request);
        return last;
    }

    public synchronized void answered(long number, int status) {
        requests.computeIfPresent(number, (same, request) -> request.answered(status));
    }

    public synchronized List<Request> all() {
        return List.copyOf(requests.values());
    }

    public synchronized void clear() {
        requests.clear();
    }
}

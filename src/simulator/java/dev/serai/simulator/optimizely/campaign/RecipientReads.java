package dev.serai.simulator.optimizely.campaign;

import dev.serai.simulator.http.ApiCall;
import dev.serai.simulator.http.RestAnswer;
import dev.serai.simulator.http.SimulatedServer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A client may have so many reads of recipients at once; the next is answered 429, in a form that is not documented. */
final class RecipientReads implements SimulatedServer.Gate {
    private final Switches switches;
    private final Map<String, AtomicInteger> reads = new ConcurrentHashMap<>();

    RecipientReads(Switches switches) {
        this.switches = switches;
    }

    @Override
    public RestAnswer pass(ApiCall call, Supplier<RestAnswer> inside) {
        if (!RecipientApi.isLimited(call.method(), call.path())) {
            return inside.get();
        }
        AtomicInteger open = reads.computeIfAbsent(call.path().get(1), first -> new AtomicInteger());
        try {
            return open.incrementAndGet() > switches.recipientReads
                    ? RestAnswer.html(429, "<html><body><h1>429 Too Many Requests</h1></body></html>")
                    : inside.get();
        } finally {
            open.decrementAndGet();
        }
    }
}

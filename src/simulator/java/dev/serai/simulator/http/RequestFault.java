package dev.serai.simulator.http;

import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A fault of requests that is about to be scheduled: for the next request, unless more is said. */
public class RequestFault {
    private static final String PAGE =
            "<!DOCTYPE html><html><head><title>Maintenance</title></head><body>We are down for maintenance.</body></html>";
    private final Pause pause;
    private final BiConsumer<Turns, Effect> schedule;
    private int times = 1;
    private double probability = 1;
    private @Nullable RandomGenerator random;

    protected RequestFault(Pause pause, BiConsumer<Turns, Effect> schedule) {
        this.pause = pause;
        this.schedule = schedule;
    }

    public RequestFault times(int requests) {
        times = requests;
        return this;
    }

    public RequestFault always() {
        return times(Integer.MAX_VALUE);
    }

    /** Each request that matches has the fault with this probability, until the times are used up. */
    public RequestFault chance(double probability, RandomGenerator random) {
        this.probability = probability;
        this.random = random;
        return this;
    }

    /** Nothing is done; the answer is this one, HTML if the body looks like it, else JSON. */
    public void answer(int status, String body) {
        RestAnswer answer = body.startsWith("<")
                ? RestAnswer.html(status, body)
                : RestAnswer.text(status, "application/json;charset=UTF-8", body);
        instead(answer);
    }

    /** 503, with a page for people. */
    public void unavailable() {
        instead(RestAnswer.html(503, PAGE));
    }

    /** Nothing is done, but 200 comes with a page for people. */
    public void html() {
        instead(RestAnswer.html(200, PAGE));
    }

    /** The connection ends before anything is done. */
    public void drop() {
        instead(RestAnswer.DROPPED);
    }

    /** Nothing is done, and no answer ever comes. */
    public void hang() {
        instead(RestAnswer.NEVER);
    }

    /** All is done, but the connection ends. */
    public void commitThenDrop() {
        after(answer -> RestAnswer.DROPPED);
    }

    /** All is done, but no answer ever comes. */
    public void commitThenHang() {
        after(answer -> RestAnswer.NEVER);
    }

    /** All is done, but 200 comes with a page for people. */
    public void commitThenHtml() {
        after(answer -> RestAnswer.html(200, PAGE));
    }

    /** All is done, but 200 comes with no body. */
    public void commitThenEmpty() {
        after(answer -> RestAnswer.text(200, answer.type(), ""));
    }

    /** All is done, but 200 comes with {@code null}. */
    public void commitThenNull() {
        after(answer -> answer.with("null"));
    }

    /** The request is not looked at before that time is over. */
    public void delay(Duration duration) {
        arm(genuine -> {
            pause.last(duration);
            return genuine.get();
        });
    }

    /** The header comes at once, the body bit by bit. */
    public void slowBody(Duration duration) {
        after(answer -> answer.slowly(duration));
    }

    protected final void instead(RestAnswer answer) {
        arm(genuine -> answer);
    }

    protected final void after(UnaryOperator<RestAnswer> change) {
        arm(genuine -> change.apply(genuine.get()));
    }

    private void arm(Effect effect) {
        schedule.accept(new Turns(times, probability, random), effect);
    }
}

package dev.serai.simulator.optimizely.campaign;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The events of a webhook. Events that were refused wait for their repeat; then they mix with the others, so that batches are
 * cut anew.
 */
final class WebhookQueue {
    /** The part of the time until the repeat for which events that are due wait for others. */
    private static final int GATHER = 5;

    private final Deque<Queued> ready = new ArrayDeque<>();
    private final List<Queued> waiting = new ArrayList<>();
    private final Random order = new Random(1);
    private int underWay;
    private int failures;
    private long gather;
    private boolean deleted;

    /**
     * An event and how often it was sent.
     *
     * @param due when it may be sent again, in {@link System#nanoTime}
     */
    record Queued(WebhookEvent event, int attempt, long due) {}

    synchronized void add(WebhookEvent event) {
        ready.add(new Queued(event, 0, 0));
    }

    /**
     * The next batch, its attempts counted; empty if there is nothing to send now.
     *
     * @param parallel how many requests may be under way
     * @param isOld events to give up
     * @param dropped is told of each of them
     */
    synchronized List<Queued> take(
            int most, int parallel, Predicate<WebhookEvent> isOld, Consumer<WebhookEvent> dropped) {
        List<Queued> batch = new ArrayList<>();
        if (underWay >= parallel) {
            return batch;
        }
        wake();
        while (batch.size() < most && !ready.isEmpty()) {
            Queued next = ready.remove();
            if (isOld.test(next.event())) {
                dropped.accept(next.event());
            } else {
                batch.add(new Queued(next.event(), next.attempt() + 1, 0));
            }
        }
        underWay += batch.isEmpty() ? 0 : 1;
        return batch;
    }

    /** Events that became due wait a little for others, so that batches which failed one after the other are cut anew. */
    private void wake() {
        long now = System.nanoTime();
        if (waiting.stream().noneMatch(each -> each.due() + gather - now <= 0)) {
            return;
        }
        List<Queued> due = new ArrayList<>();
        waiting.removeIf(each -> each.due() - now <= 0 && due.add(each));
        Collections.shuffle(due, order);
        ready.addAll(due);
    }

    synchronized void acknowledged() {
        underWay--;
        failures = 0;
    }

    /**
     * The batch has to be sent again.
     *
     * @return how many requests in a row failed; -1 if the webhook is deleted, and the events are gone
     */
    synchronized int failed(List<Queued> batch, long nanosUntilRepeat) {
        underWay--;
        if (deleted) {
            return -1;
        }
        long due = System.nanoTime() + nanosUntilRepeat;
        gather = nanosUntilRepeat / GATHER;
        batch.forEach(each -> waiting.add(new Queued(each.event(), each.attempt(), due)));
        failures++;
        return failures;
    }

    synchronized void forgetFailures() {
        failures = 0;
    }

    /** The webhook is deleted. @return how many events go with it */
    synchronized int clear() {
        int gone = ready.size() + waiting.size();
        deleted = true;
        ready.clear();
        waiting.clear();
        return gone;
    }
}

package dev.serai.simulator.optimizely.campaign;

import dev.serai.simulator.http.Request;
import dev.serai.simulator.http.RequestFaults;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * Optimizely Campaign on this machine, for tests and for the sandbox: the REST API for webhooks and for reading what
 * happened, and the sender that delivers what is registered and active. It answers plain http on the loopback in place of
 * https.
 *
 * <p>What is seeded ({@link #send}, {@link #bounce} and so on) is in REST at once, and becomes one webhook event for each
 * webhook of its type that is activated at that moment. Inferred: an event that happens while a webhook is not activated is
 * never sent by it; events that wait while a webhook is deactivated or suspended are sent when it is activated again, if
 * that is within three days.
 *
 * <p>All methods may be called from any thread and at any time.
 */
public final class CampaignSimulator implements AutoCloseable {
    private CampaignSimulator() {}

    /**
     * Starts it for this machine alone, without clients.
     *
     * @param port 0 for any that is free
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public static CampaignSimulator start(int port) {
        throw new UnsupportedOperationException();
    }

    /** The base of the REST API, {@code http://127.0.0.1:<port>/rest}; a client's path is {@code /<clientId>/webhooks}. */
    public String url() {
        throw new UnsupportedOperationException();
    }

    // ---- clients and switches

    /** Another client; several clients may have the same user. The user may call with this password for this client. */
    public CampaignSimulator addClient(long clientId, String user, String password) {
        throw new UnsupportedOperationException();
    }

    /** Another password of a user, for all its clients; the old one is refused from now on. */
    public void password(String user, String password) {
        throw new UnsupportedOperationException();
    }

    /** How many webhooks a client may have; no limit at first. A creation beyond is refused with 400. */
    public void webhookLimit(int webhooks) {
        throw new UnsupportedOperationException();
    }

    /** The status of a creation beyond the limit, 400 at first. Neither it nor the limit is published: inferred. */
    public void webhookLimitStatus(int status) {
        throw new UnsupportedOperationException();
    }

    /**
     * How many requests may wait for an answer at once, 40 at first; 0: any number. Inferred: the connection of the next one
     * is closed without an answer.
     */
    public void connectionLimit(int connections) {
        throw new UnsupportedOperationException();
    }

    /** How many reads of recipients a client may have at once, 10 at first; the next one is answered 429. */
    public void recipientReadLimit(int reads) {
        throw new UnsupportedOperationException();
    }

    /** Whether a PUT without {@code authentication} keeps the old one. The documents do not say; at first it clears it. */
    public void putKeepsAuthentication(boolean keeps) {
        throw new UnsupportedOperationException();
    }

    /** Whether only a webhook that is deactivated may be deleted; at first every one that is not activated. */
    public void deleteOnlyDeactivated(boolean only) {
        throw new UnsupportedOperationException();
    }

    /** Types that {@code verify} refuses with 400; none at first. */
    public void verifyUnsupported(String... types) {
        throw new UnsupportedOperationException();
    }

    /** Whether {@code /responses} has offsets and {@code next} links. Undocumented; off at first. */
    public void responsesPaged(boolean on) {
        throw new UnsupportedOperationException();
    }

    /** Whether the client's unsubscribes are kept per recipient list; at first there is one list for the client. */
    public void unsubscribesPerList(long client, boolean on) {
        throw new UnsupportedOperationException();
    }

    /** Whether the client has tracking opt-out; off at first, and so 406. */
    public void trackingOptOut(long client, boolean on) {
        throw new UnsupportedOperationException();
    }

    /** How many bounces are allowed; 3 hard and 5 soft at first. A recipient with more is over the threshold. */
    public void bounceLimits(int hard, int soft) {
        throw new UnsupportedOperationException();
    }

    // ---- the sender

    /**
     * Where a target really is: a webhook to {@code https://hooks.example.com/campaign/1?x=y} is posted to
     * {@code http://127.0.0.1:8080/campaign/1?x=y}. Targets below no known base cannot be reached.
     *
     * @param publicBase such as {@code https://hooks.example.com}; a port 443 makes no difference
     * @param local such as {@code http://127.0.0.1:8080}
     */
    public void reach(String publicBase, URI local) {
        throw new UnsupportedOperationException();
    }

    /** How many times faster than the real one it is: with 100 a repeat comes after 100 ms, not 10 s. 1 at first. */
    public void pace(double factor) {
        throw new UnsupportedOperationException();
    }

    /** How long an event is kept after its creation, in time of the real one: three days at first; {@link #pace} shortens it. */
    public void keepFor(Duration realTime) {
        throw new UnsupportedOperationException();
    }

    /** How many events a request has at most, 1 to 100; 100 at first. */
    public void batchSize(int events) {
        throw new UnsupportedOperationException();
    }

    /** How many requests of one webhook are under way at once; 1 at first. */
    public void parallel(int requests) {
        throw new UnsupportedOperationException();
    }

    /** How long a target may take to answer, really (not shortened by {@link #pace}); 30 s at first. Inferred. */
    public void answerWithin(Duration timeout) {
        throw new UnsupportedOperationException();
    }

    /** Off: events gather, nothing is sent. On, as at first: they are sent. So a test decides what is in one batch. */
    public void sending(boolean on) {
        throw new UnsupportedOperationException();
    }

    /** A webhook becomes suspended after so many failed requests in a row; 0, as at first: never. */
    public void suspendAfter(int failures) {
        throw new UnsupportedOperationException();
    }

    /** Suspends a webhook. */
    public void suspend(long client, long webhookId) {
        throw new UnsupportedOperationException();
    }

    /** The next n events of the type are in REST, but no webhook sends them. */
    public void loseNext(long client, String type, int events) {
        throw new UnsupportedOperationException();
    }

    /**
     * Events that match are in REST, but no webhook sends them; a later call replaces the earlier one.
     *
     * @param which is asked with the type and the recipient id (empty if there is no recipient)
     */
    public void loseIf(long client, BiPredicate<String, String> which) {
        throw new UnsupportedOperationException();
    }

    /** How many events of the type were acknowledged with 200; each webhook counts. */
    public long delivered(String type) {
        throw new UnsupportedOperationException();
    }

    /** How many times an event of the type was sent again. */
    public long repeated(String type) {
        throw new UnsupportedOperationException();
    }

    /** How many events of the type were given up because they were too old. */
    public long dropped(String type) {
        throw new UnsupportedOperationException();
    }

    /** How many events of the type were lost on demand. */
    public long lost(String type) {
        throw new UnsupportedOperationException();
    }

    /** How many events wait or are under way, over all webhooks. */
    public long pending() {
        throw new UnsupportedOperationException();
    }

    /** How often each status was answered by targets, tests by {@code verify} included; 0 stands for no answer. */
    public Map<Integer, Long> statuses() {
        throw new UnsupportedOperationException();
    }

    // ---- what is there and what happens

    /**
     * Everything that the action seeds happens at that time, not now: its {@code created} in REST and in the event. An event
     * older than three days is dropped at once.
     */
    public void at(Instant when, Runnable seeds) {
        throw new UnsupportedOperationException();
    }

    /**
     * A webhook in any state, such as a foreign, suspended or half-made one. The limit does not count.
     *
     * @param status created, activated, deactivated or suspended
     * @param authenticationJson such as {@code {"type":"none"}}
     * @return its id
     */
    public long seedWebhook(long client, String type, String status, String targetUrl, String authenticationJson) {
        throw new UnsupportedOperationException();
    }

    /** The webhooks of a client, the oldest first. */
    public List<RegisteredWebhook> webhooks(long client) {
        throw new UnsupportedOperationException();
    }

    /** A recipient list, of the opt-in kind if recipients opt in to it. @return its id */
    public long recipientList(long client, String name) {
        throw new UnsupportedOperationException();
    }

    /** A recipient list for test mailings. @return its id */
    public long testList(long client, String name) {
        throw new UnsupportedOperationException();
    }

    /** A campaign with one message that is running. @return the mailing id of the message */
    public long mailing(long client, String name) {
        throw new UnsupportedOperationException();
    }

    /** A transactional mail. @return its mailing id */
    public long transactionalMailing(long client, String name) {
        throw new UnsupportedOperationException();
    }

    /** A confirmation mail. @return its mailing id */
    public long confirmationMailing(long client, String name) {
        throw new UnsupportedOperationException();
    }

    /** From now on, mails of this mailing are archived; each makes an {@code archive} event too. */
    public void archive(long client, long mailingId) {
        throw new UnsupportedOperationException();
    }

    /** The id of the campaign of a mailing. */
    public long campaignOf(long client, long mailingId) {
        throw new UnsupportedOperationException();
    }

    /**
     * A recipient, without an event. A list that is not known is made.
     *
     * @param id an e-mail address, or digits, or anything else
     */
    public void recipient(long client, long list, String id, String address) {
        throw new UnsupportedOperationException();
    }

    /** A recipient (made, with the id as address, if not known) registers: the unsubscribe goes, except for single opt-in. */
    public void optIn(long client, long list, String recipientId, OptIn kind) {
        throw new UnsupportedOperationException();
    }

    /**
     * A mail is sent: a {@code sent} event. If the address is on the block list, {@code filteredbyblocklist} instead.
     *
     * @return the mail id
     */
    public String send(long client, long mailingId, String recipientId) {
        throw new UnsupportedOperationException();
    }

    /**
     * A response. Only hardbounce and softbounce make an event.
     *
     * @param category hardbounce, softbounce, autoresponder or unknown
     * @param ruleName such as {@code mailbox full}; if it has the word spam, the event's reason is {@code spam-related}
     */
    public void bounce(long client, String mailId, String category, String ruleName) {
        throw new UnsupportedOperationException();
    }

    public void unsubscribe(long client, long mailingId, String recipientId, String reason) {
        throw new UnsupportedOperationException();
    }

    /**
     * An entry of the block list. Inferred: one event for each known recipient whose address matches; if there is none and
     * the pattern is an address, one event with that address.
     */
    public void block(long client, String pattern, String reason) {
        throw new UnsupportedOperationException();
    }

    /** A spam complaint, with the automatic entry of the block list. Inferred: the entry makes no event of its own. */
    public void complain(long client, String mailId, String provider) {
        throw new UnsupportedOperationException();
    }

    public void open(long client, String mailId) {
        throw new UnsupportedOperationException();
    }

    public void click(long client, String mailId, String link) {
        throw new UnsupportedOperationException();
    }

    // ---- faults and what was asked

    /** What is to go wrong with requests of the REST API. */
    public RequestFaults faults() {
        throw new UnsupportedOperationException();
    }

    /** Every request of the REST API so far, without the values of secrets. */
    public List<Request> requests() {
        throw new UnsupportedOperationException();
    }

    public void forgetRequests() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}

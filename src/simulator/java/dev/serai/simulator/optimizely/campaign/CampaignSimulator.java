package dev.serai.simulator.optimizely.campaign;

import dev.serai.simulator.http.Outgoing;
import dev.serai.simulator.http.Redaction;
import dev.serai.simulator.http.Request;
import dev.serai.simulator.http.RequestFaults;
import dev.serai.simulator.http.SimulatedServer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
    private static final int CONNECTIONS = 40;
    private final SimulatedServer server;
    private final Outgoing outgoing = new Outgoing();
    private final WebhookSender sender;
    private final Campaign campaign;
    private final Happenings happenings;

    private CampaignSimulator(int port, Clock clock) {
        server = new SimulatedServer("campaign-simulator", port, CampaignSimulator::withoutSecrets);
        sender = new WebhookSender(outgoing, clock);
        campaign = new Campaign(clock, sender);
        happenings = new Happenings(campaign);
        server.gate(new RecipientReads(campaign.switches));
        server.connectionLimit(CONNECTIONS);
        server.serve(new CampaignApi(campaign, happenings, outgoing)::answer);
    }

    private static Request withoutSecrets(Request request) {
        return Redaction.of(request, body -> Redaction.form(body, "authentication", "basicAuthPassword", "password"));
    }

    /**
     * Starts it for this machine alone, without clients.
     *
     * @param port 0 for any that is free
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public static CampaignSimulator start(int port) {
        return start(port, Clock.systemUTC());
    }

    /** The same with another clock: of what is created, of events that become too old, and of archive cursors. */
    public static CampaignSimulator start(int port, Clock clock) {
        return new CampaignSimulator(port, clock);
    }

    /** The base of the REST API, {@code http://127.0.0.1:<port>/rest}; a client's path is {@code /<clientId>/webhooks}. */
    public String url() {
        return server.url() + "/rest";
    }

    // ---- clients and switches

    /** Another client; several clients may have the same user. The user may call with this password for this client. */
    public CampaignSimulator addClient(long clientId, String user, String password) {
        campaign.add(clientId, user, password);
        return this;
    }

    /** Another password of a user, for all its clients; the old one is refused from now on. */
    public void password(String user, String password) {
        campaign.password(user, password);
    }

    /** How many webhooks a client may have; no limit at first. A creation beyond is refused with 400. */
    public void webhookLimit(int webhooks) {
        campaign.switches.webhookLimit = webhooks;
    }

    /** The status of a creation beyond the limit, 400 at first. Neither it nor the limit is published: inferred. */
    public void webhookLimitStatus(int status) {
        campaign.switches.webhookLimitStatus = status;
    }

    /**
     * How many requests may wait for an answer at once, 40 at first; 0: any number. Inferred: the connection of the next one
     * is closed without an answer.
     */
    public void connectionLimit(int connections) {
        server.connectionLimit(connections);
    }

    /** How many reads of recipients a client may have at once, 10 at first; the next one is answered 429. */
    public void recipientReadLimit(int reads) {
        campaign.switches.recipientReads = reads;
    }

    /** Whether a PUT without {@code authentication} keeps the old one. The documents do not say; at first it clears it. */
    public void putKeepsAuthentication(boolean keeps) {
        campaign.switches.putKeepsAuthentication = keeps;
    }

    /** Whether only a webhook that is deactivated may be deleted; at first every one that is not activated. */
    public void deleteOnlyDeactivated(boolean only) {
        campaign.switches.deleteOnlyDeactivated = only;
    }

    /** Types that {@code verify} refuses with 400; none at first. */
    public void verifyUnsupported(String... types) {
        campaign.switches.verifyUnsupported = Set.of(types);
    }

    /** Whether {@code /responses} has offsets and {@code next} links. Undocumented; off at first. */
    public void responsesPaged(boolean on) {
        campaign.switches.responsesPaged = on;
    }

    /** Whether the client's unsubscribes are kept per recipient list; at first there is one list for the client. */
    public void unsubscribesPerList(long client, boolean on) {
        synchronized (campaign) {
            campaign.account(client).unsubscribesPerList = on;
        }
    }

    /** Whether the client has tracking opt-out; off at first, and so 406. */
    public void trackingOptOut(long client, boolean on) {
        synchronized (campaign) {
            campaign.account(client).trackingOptOut = on;
        }
    }

    /**
     * How long writes take that are answered 204 "initiated" (the removal of unsubscribes, and of several entries of the block
     * list), 1 s at first. Inferred.
     */
    public void initiatedAfter(Duration duration) {
        campaign.switches.initiatedAfter = duration;
    }

    /** How many bounces are allowed; 3 hard and 5 soft at first. A recipient with more is over the threshold. */
    public void bounceLimits(int hard, int soft) {
        campaign.switches.hardBounces = hard;
        campaign.switches.softBounces = soft;
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
        outgoing.reach().add(publicBase, local);
    }

    /** How many times faster than the real one it is: with 100 a repeat comes after 100 ms, not 10 s. 1 at first. */
    public void pace(double factor) {
        sender.pace(factor);
    }

    /** How long an event is kept after its creation, in time of the real one: three days at first; {@link #pace} shortens it. */
    public void keepFor(Duration realTime) {
        sender.keepFor(realTime);
    }

    /** How many events a request has at most, 1 to 100; 100 at first. */
    public void batchSize(int events) {
        sender.batchSize(events);
    }

    /** How many requests of one webhook are under way at once; 1 at first. */
    public void parallel(int requests) {
        sender.parallel(requests);
    }

    /** How long a target may take to answer, really (not shortened by {@link #pace}); 30 s at first. Inferred. */
    public void answerWithin(Duration timeout) {
        sender.answerWithin(timeout);
    }

    /** Off: events gather, nothing is sent. On, as at first: they are sent. So a test decides what is in one batch. */
    public void sending(boolean on) {
        sender.on(on);
        synchronized (campaign) {
            campaign.webhooks().forEach(sender::wake);
        }
    }

    /** A webhook becomes suspended after so many failed requests in a row; 0, as at first: never. */
    public void suspendAfter(int failures) {
        sender.suspendAfter(failures);
    }

    /** Suspends a webhook. */
    public void suspend(long client, long webhookId) {
        synchronized (campaign) {
            Webhook webhook = campaign.account(client).webhooks.get(webhookId);
            if (webhook == null) {
                throw new IllegalArgumentException("Client " + client + " has no webhook " + webhookId);
            }
            webhook.status = Webhook.Status.SUSPENDED;
        }
    }

    /** The next n events of the type are in REST, but no webhook sends them. */
    public void loseNext(long client, String type, int events) {
        synchronized (campaign) {
            campaign.account(client).toLose.merge(type, events, Integer::sum);
        }
    }

    /**
     * Events that match are in REST, but no webhook sends them; a later call replaces the earlier one.
     *
     * @param which is asked with the type and the recipient id (empty if there is no recipient)
     */
    public void loseIf(long client, BiPredicate<String, String> which) {
        synchronized (campaign) {
            campaign.account(client).loses = which;
        }
    }

    /** How many events of the type were acknowledged with 200; each webhook counts. */
    public long delivered(String type) {
        return sender.delivered(type);
    }

    /** How many times an event of the type was sent again. */
    public long repeated(String type) {
        return sender.repeated(type);
    }

    /** How many events of the type were given up because they were too old. */
    public long dropped(String type) {
        return sender.dropped(type);
    }

    /** How many events of the type were lost on demand. */
    public long lost(String type) {
        return campaign.lost.of(type);
    }

    /** How many events wait or are under way, over all webhooks. */
    public long pending() {
        return sender.pending();
    }

    /** How often each status was answered by targets, tests by {@code verify} included; 0 stands for no answer. */
    public Map<Integer, Long> statuses() {
        return outgoing.statuses();
    }

    // ---- what is there and what happens

    /**
     * Everything that the action seeds happens at that time, not now: its {@code created} in REST and in the event. An event
     * older than three days is dropped at once.
     */
    public void at(Instant when, Runnable seeds) {
        campaign.at(when, seeds);
    }

    /**
     * A webhook in any state, such as a foreign, suspended or half-made one. The limit does not count.
     *
     * @param status created, activated, deactivated or suspended
     * @param authenticationJson such as {@code {"type":"none"}}
     * @return its id
     */
    public long seedWebhook(long client, String type, String status, String targetUrl, String authenticationJson) {
        synchronized (campaign) {
            Webhook webhook = new Webhook(
                    campaign.ids.number(),
                    client,
                    campaign.now(),
                    type,
                    Webhook.Status.valueOf(status.toUpperCase(Locale.ROOT)),
                    targetUrl,
                    Authentication.parse(authenticationJson));
            campaign.account(client).webhooks.put(webhook.id, webhook);
            return webhook.id;
        }
    }

    /** The webhooks of a client, the oldest first. */
    public List<RegisteredWebhook> webhooks(long client) {
        synchronized (campaign) {
            return campaign.account(client).webhooks.values().stream()
                    .map(Webhook::registered)
                    .toList();
        }
    }

    /** A recipient list, of the opt-in kind if recipients opt in to it. @return its id */
    public long recipientList(long client, String name) {
        synchronized (campaign) {
            return happenings.list(campaign.account(client), name, false);
        }
    }

    /** A recipient list for test mailings. @return its id */
    public long testList(long client, String name) {
        synchronized (campaign) {
            return happenings.list(campaign.account(client), name, true);
        }
    }

    /** A campaign with one message that is running. @return the mailing id of the message */
    public long mailing(long client, String name) {
        synchronized (campaign) {
            return happenings.mailing(campaign.account(client), name, Mailing.Kind.CAMPAIGN);
        }
    }

    /** A transactional mail. @return its mailing id */
    public long transactionalMailing(long client, String name) {
        synchronized (campaign) {
            return happenings.mailing(campaign.account(client), name, Mailing.Kind.TRANSACTION);
        }
    }

    /** A confirmation mail. @return its mailing id */
    public long confirmationMailing(long client, String name) {
        synchronized (campaign) {
            return happenings.mailing(campaign.account(client), name, Mailing.Kind.CONFIRMATION);
        }
    }

    /** From now on, mails of this mailing are archived; each makes an {@code archive} event too. */
    public void archive(long client, long mailingId) {
        synchronized (campaign) {
            Happenings.mailing(campaign.account(client), mailingId).archived = true;
        }
    }

    /** The id of the campaign of a mailing. */
    public long campaignOf(long client, long mailingId) {
        synchronized (campaign) {
            return Happenings.mailing(campaign.account(client), mailingId).campaign;
        }
    }

    /**
     * A recipient, without an event. A list that is not known is made.
     *
     * @param id an e-mail address, or digits, or anything else
     */
    public void recipient(long client, long list, String id, String address) {
        synchronized (campaign) {
            happenings.recipient(campaign.account(client), list, id, address);
        }
    }

    /** A recipient (made, with the id as address, if not known) registers: the unsubscribe goes, except for single opt-in. */
    public void optIn(long client, long list, String recipientId, OptIn kind) {
        synchronized (campaign) {
            happenings.optIn(campaign.account(client), list, recipientId, kind);
        }
    }

    /**
     * A mail is sent: a {@code sent} event. If the address is on the block list, {@code filteredbyblocklist} instead.
     *
     * @return the mail id
     */
    public String send(long client, long mailingId, String recipientId) {
        synchronized (campaign) {
            return happenings
                    .send(campaign.account(client), mailingId, recipientId)
                    .id();
        }
    }

    /**
     * A response. Only hardbounce and softbounce make an event.
     *
     * @param category hardbounce, softbounce, autoresponder or unknown
     * @param ruleName such as {@code mailbox full}; if it has the word spam, the event's reason is {@code spam-related}
     */
    public void bounce(long client, String mailId, String category, String ruleName) {
        synchronized (campaign) {
            happenings.bounce(campaign.account(client), mailId, category, ruleName);
        }
    }

    public void unsubscribe(long client, long mailingId, String recipientId, String reason) {
        synchronized (campaign) {
            Account account = campaign.account(client);
            Recipient recipient = Happenings.recipient(account, recipientId);
            happenings.unsubscribe(account, Happenings.mailing(account, mailingId).id, recipient, reason);
        }
    }

    /**
     * An entry of the block list. Inferred: one event for each known recipient whose address matches; if there is none and
     * the pattern is an address, one event with that address.
     */
    public void block(long client, String pattern, String reason) {
        synchronized (campaign) {
            happenings.block(campaign.account(client), pattern, reason);
        }
    }

    /** A spam complaint, with the automatic entry of the block list. Inferred: the entry makes no event of its own. */
    public void complain(long client, String mailId, String provider) {
        synchronized (campaign) {
            happenings.complain(campaign.account(client), mailId, provider);
        }
    }

    public void open(long client, String mailId) {
        synchronized (campaign) {
            happenings.open(campaign.account(client), mailId);
        }
    }

    public void click(long client, String mailId, String link) {
        synchronized (campaign) {
            happenings.click(campaign.account(client), mailId, link);
        }
    }

    // ---- faults and what was asked

    /** What is to go wrong with requests of the REST API. */
    public RequestFaults faults() {
        return server.faults();
    }

    /** Every request of the REST API so far, without the values of secrets. */
    public List<Request> requests() {
        return server.requests();
    }

    public void forgetRequests() {
        server.forgetRequests();
    }

    @Override
    public void close() {
        sender.close();
        server.close();
    }
}

package dev.serai.simulator.optimizely.campaign;

import dev.serai.simulator.http.Counts;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All clients and their users. It is its own lock: one request or one seed at a time. */
final class Campaign {
    final Ids ids = new Ids();
    final Switches switches = new Switches();
    final Counts<String> lost = new Counts<>();
    private final Clock clock;
    private final WebhookSender sender;
    private final Map<Long, Account> accounts = new LinkedHashMap<>();
    private final Map<String, User> users = new HashMap<>();
    private @Nullable Instant seeded;

    private record User(String password, Set<Long> clients) {}

    Campaign(Clock clock, WebhookSender sender) {
        this.clock = clock;
        this.sender = sender;
    }

    Instant now() {
        return seeded == null ? clock.instant() : seeded;
    }

    /** No request is answered meanwhile, so that this time is that of the seeds alone. */
    synchronized void at(Instant when, Runnable seeds) {
        Instant before = seeded;
        seeded = when;
        try {
            seeds.run();
        } finally {
            seeded = before;
        }
    }

    /** A write that is only initiated: nothing changes before a while. */
    void later(Runnable write) {
        CompletableFuture.delayedExecutor(switches.initiatedAfter.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    synchronized (this) {
                        write.run();
                    }
                });
    }

    WebhookSender sender() {
        return sender;
    }

    synchronized void add(long clientId, String user, String password) {
        accounts.putIfAbsent(clientId, new Account(clientId));
        User known = users.get(user);
        Set<Long> clients = known == null ? new HashSet<>() : known.clients();
        clients.add(clientId);
        users.put(user, new User(password, clients));
    }

    synchronized void password(String user, String password) {
        User known = users.get(user);
        if (known == null) {
            throw new IllegalArgumentException("There is no user " + user);
        }
        users.put(user, new User(password, known.clients()));
    }

    /** Whether the user has this password. */
    synchronized boolean knows(String user, String password) {
        User known = users.get(user);
        return known != null && known.password().equals(password);
    }

    /** The client, if the user may call for it. */
    synchronized @Nullable Account account(long clientId, String user) {
        User known = users.get(user);
        return known != null && known.clients().contains(clientId) ? accounts.get(clientId) : null;
    }

    /** @throws IllegalArgumentException if there is no such client */
    Account account(long clientId) {
        Account account = accounts.get(clientId);
        if (account == null) {
            throw new IllegalArgumentException("There is no client " + clientId);
        }
        return account;
    }

    /** Whether a client other than this one has such a thing. */
    boolean isOfAnother(Account account, Function<Account, Map<?, ?>> things, Object key) {
        return accounts.values().stream()
                .anyMatch(each -> each != account && things.apply(each).containsKey(key));
    }

    List<Webhook> webhooks() {
        return accounts.values().stream()
                .flatMap(each -> each.webhooks.values().stream())
                .toList();
    }

    /** A mailing of any client, or null. */
    @Nullable
    Mailing mailing(long mailingId) {
        return accounts.values().stream()
                .map(each -> each.mailings.get(mailingId))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Whether any client has a campaign of this id. */
    boolean isCampaign(long campaignId) {
        return accounts.values().stream()
                .anyMatch(account -> account.mailings.values().stream().anyMatch(each -> each.campaign == campaignId));
    }

    /** The event goes to each webhook of its type that is activated, unless it is to be lost. */
    void happened(Account account, WebhookEvent event) {
        if (account.loses(event)) {
            lost.add(event.type());
            return;
        }
        for (Webhook webhook : account.webhooks.values()) {
            if (webhook.type.equals(event.type()) && webhook.is(Webhook.Status.ACTIVATED)) {
                sender.add(webhook, event);
            }
        }
    }
}

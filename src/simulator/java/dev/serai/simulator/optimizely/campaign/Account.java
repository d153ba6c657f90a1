package dev.serai.simulator.optimizely.campaign;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a client has. All access is under the lock of the {@link Campaign}. */
final class Account {
    final long id;
    final Map<Long, Webhook> webhooks = new LinkedHashMap<>();
    final Map<Long, RecipientList> lists = new LinkedHashMap<>();
    final Map<Long, Mailing> mailings = new LinkedHashMap<>();
    final Map<String, Mail> mails = new LinkedHashMap<>();
    final Map<Long, Mail> mailsByNumber = new HashMap<>();
    final Map<String, Unsubscribed> unsubscribes = new LinkedHashMap<>();
    final List<MailResponse> responses = new ArrayList<>();
    final Map<Long, List<MailResponse>> responsesOfMailing = new HashMap<>();
    final Map<String, List<MailResponse>> responsesOfRecipient = new HashMap<>();
    final Map<String, Integer> bounces = new HashMap<>();
    final Map<String, BlockEntry> blocked = new LinkedHashMap<>();
    final Map<BlockEntry, Pattern> wild = new LinkedHashMap<>();
    final List<Mail> archive = new ArrayList<>();
    final Map<String, Integer> toLose = new HashMap<>();
    private final Map<String, Recipient> byId = new HashMap<>();
    private final Map<String, Recipient> byAddress = new HashMap<>();
    BiPredicate<String, String> loses = (type, recipient) -> false;
    boolean unsubscribesPerList;
    boolean trackingOptOut;

    Account(long id) {
        this.id = id;
    }

    void add(RecipientList list, Recipient recipient) {
        Recipient before = list.recipients.put(recipient.id, recipient);
        if (before != null && byId.get(recipient.id) == before) {
            byId.remove(recipient.id);
        }
        byId.putIfAbsent(recipient.id, recipient);
        byAddress.putIfAbsent(recipient.address.toLowerCase(Locale.ROOT), recipient);
    }

    /** A recipient in any list. */
    @Nullable
    Recipient recipient(String recipientId) {
        return byId.get(recipientId);
    }

    Iterable<Recipient> recipients() {
        return byId.values();
    }

    @Nullable
    Recipient byAddress(String address) {
        return byAddress.get(address.toLowerCase(Locale.ROOT));
    }

    void add(MailResponse response) {
        responses.add(response);
        Mail mail = response.mail();
        responsesOfMailing
                .computeIfAbsent(mail.mailing().id, first -> new ArrayList<>())
                .add(response);
        responsesOfRecipient
                .computeIfAbsent(mail.recipient().id, first -> new ArrayList<>())
                .add(response);
    }

    /** The key of an unsubscribe: there is one for a recipient, or one for a recipient and a list. */
    String unsubscribeKey(Recipient recipient) {
        return unsubscribesPerList ? recipient.id + " " + recipient.list : recipient.id;
    }

    void block(BlockEntry entry) {
        blocked.put(entry.pattern().toLowerCase(Locale.ROOT), entry);
        if (entry.isWild()) {
            wild.put(entry, entry.compiled());
        }
    }

    boolean unblock(String pattern) {
        BlockEntry gone = blocked.remove(pattern.toLowerCase(Locale.ROOT));
        if (gone != null) {
            wild.remove(gone);
        }
        return gone != null;
    }

    /** The entry that blocks the address, or null. */
    @Nullable
    BlockEntry blocking(String address) {
        BlockEntry exact = blocked.get(address.toLowerCase(Locale.ROOT));
        if (exact != null && !exact.isWild()) {
            return exact;
        }
        for (Map.Entry<BlockEntry, Pattern> each : wild.entrySet()) {
            if (each.getValue().matcher(address).matches()) {
                return each.getKey();
            }
        }
        return null;
    }

    int bounces(String recipientId, String category) {
        return bounces.getOrDefault(category + " " + recipientId, 0);
    }

    int countBounce(String recipientId, String category) {
        return bounces.merge(category + " " + recipientId, 1, Integer::sum);
    }

    /** Whether this event is lost on demand. */
    boolean loses(WebhookEvent event) {
        Integer left = toLose.get(event.type());
        if (left != null && left > 0) {
            toLose.put(event.type(), left - 1);
            return true;
        }
        return loses.test(event.type(), event.recipientId());
    }

    RecipientList list(long listId, Instant now) {
        return lists.computeIfAbsent(listId, absent -> new RecipientList(absent, "List " + absent, false, now));
    }
}

package dev.serai.simulator.optimizely.campaign;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What happens in Campaign: it is written down for REST, and becomes an event for the webhooks. */
final class Happenings {
    /** The reason of the documented sample. */
    static final String BY_REST = "Unsubscribe via REST API";

    private static final Set<String> CATEGORIES = Set.of("hardbounce", "softbounce", "autoresponder", "unknown");
    private final Campaign campaign;

    Happenings(Campaign campaign) {
        this.campaign = campaign;
    }

    long list(Account account, String name, boolean test) {
        long id = campaign.ids.number();
        account.lists.put(id, new RecipientList(id, name, test, campaign.now()));
        return id;
    }

    long mailing(Account account, String name, Mailing.Kind kind) {
        Mailing mailing = new Mailing(campaign.ids.number(), campaign.ids.number(), name, kind, campaign.now());
        account.mailings.put(mailing.id, mailing);
        return mailing.id;
    }

    Recipient recipient(Account account, long listId, String id, String address) {
        RecipientList list = account.list(listId, campaign.now());
        Recipient recipient = new Recipient(listId, id, address, campaign.ids.number(), campaign.now());
        account.add(list, recipient);
        return recipient;
    }

    void optIn(Account account, long listId, String recipientId, OptIn kind) {
        RecipientList list = account.list(listId, campaign.now());
        Recipient known = list.recipients.get(recipientId);
        Recipient recipient = known == null ? recipient(account, listId, recipientId, recipientId) : known;
        recipient.optIn = kind;
        recipient.modified = campaign.now();
        if (kind != OptIn.SINGLE) {
            list.optIn = true;
            recipient.optInMailId = Ids.mail(listId, campaign.ids.number());
            account.unsubscribes.remove(account.unsubscribeKey(recipient));
        }
        happened(account, kind.eventType(), recipient, null, Map.of());
    }

    Mail send(Account account, long mailingId, String recipientId) {
        Mailing mailing = mailing(account, mailingId);
        Recipient recipient = recipient(account, recipientId);
        long number = campaign.ids.number();
        Mail mail = new Mail(Ids.mail(mailingId, number), number, mailing, recipient, campaign.now());
        account.mails.put(mail.id(), mail);
        account.mailsByNumber.put(number, mail);
        mailing.lists.add(recipient.list);
        mailing.lastByRecipient.put(recipientId, mail);
        mailing.count("total");
        if (account.blocking(recipient.address) != null) {
            mailing.count("skipped");
            happened(account, "filteredbyblocklist", recipient, mail, Map.of());
            return mail;
        }
        mailing.count("net");
        happened(account, "sent", recipient, mail, Map.of());
        if (mailing.archived) {
            account.archive.add(mail);
            happened(account, "archive", recipient, mail, Map.of());
        }
        return mail;
    }

    void bounce(Account account, String mailId, String category, String ruleName) {
        if (!CATEGORIES.contains(category)) {
            throw new IllegalArgumentException("A response is one of " + CATEGORIES + ", not " + category);
        }
        Mail mail = mail(account, mailId);
        account.add(new MailResponse(mail, category, ruleName, campaign.now()));
        if (!category.endsWith("bounce")) {
            return;
        }
        mail.mailing().count(category);
        account.countBounce(mail.recipient().id, category);
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("category", category);
        more.put("reason", ruleName.toLowerCase(Locale.ROOT).contains("spam") ? "spam-related" : "other");
        more.put("thresholdExceeded", isOverLimit(account, mail.recipient().id));
        happened(account, "bounce", mail.recipient(), mail, more);
    }

    /** Whether a recipient has more hard or more soft bounces than are allowed. */
    boolean isOverLimit(Account account, String recipientId) {
        return account.bounces(recipientId, "hardbounce") > campaign.switches.hardBounces
                || account.bounces(recipientId, "softbounce") > campaign.switches.softBounces;
    }

    /** @param mailingId null if the recipient does not come from a mailing */
    void unsubscribe(Account account, @Nullable Long mailingId, Recipient recipient, String reason) {
        Unsubscribed entry = new Unsubscribed(campaign.ids.number(), recipient, mailingId, reason, campaign.now());
        account.unsubscribes.put(account.unsubscribeKey(recipient), entry);
        Mailing mailing = mailingId == null ? null : account.mailings.get(mailingId);
        Mail mail = mailing == null ? null : mailing.lastByRecipient.get(recipient.id);
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("reason", reason);
        if (mailing != null) {
            mailing.count("unsubscribes");
            more.put("mailingId", mailingId);
        }
        happened(account, "unsubscribe", recipient, mail, more);
    }

    BlockEntry block(Account account, String pattern, String reason) {
        BlockEntry entry = new BlockEntry(pattern, reason, campaign.now());
        account.block(entry);
        if (entry.isWild()) {
            Pattern compiled = entry.compiled();
            Set<String> told = new LinkedHashSet<>();
            for (Recipient each : account.recipients()) {
                if (compiled.matcher(each.address).matches() && told.add(each.id)) {
                    happened(account, "blocklist", each, null, Map.of());
                }
            }
        } else {
            Recipient known = account.byAddress(pattern);
            event(account, "blocklist", pattern, known, null, Map.of());
        }
        return entry;
    }

    void complain(Account account, String mailId, String provider) {
        Mail mail = mail(account, mailId);
        String reason =
                "type=automatic;rule=FBL: " + provider + ";mailing=" + mail.mailing().id + ";m2u=" + mail.number();
        account.block(new BlockEntry(mail.recipient().address, reason, campaign.now()));
        happened(account, "spamcomplaint", mail.recipient(), mail, Map.of("providerName", provider));
    }

    void open(Account account, String mailId) {
        Mail mail = mail(account, mailId);
        mail.mailing().count("opens", mailId);
        happened(account, "open", mail.recipient(), mail, browser("Windows 10", "Firefox 64.1"));
    }

    void click(Account account, String mailId, String link) {
        Mail mail = mail(account, mailId);
        mail.mailing().count("clicks", mailId);
        happened(account, "click", mail.recipient(), mail, click(link));
    }

    /** What a click has besides; the id of a link comes from its text. */
    static Map<String, Object> click(String link) {
        Map<String, Object> more = browser("Mac 10.13", "Safari 13.1");
        more.put("link", link);
        more.put("linkId", 404_900_000_000L + Math.floorMod(link.hashCode(), 1_000_000));
        return more;
    }

    /** The address is as invalid as in the documented sample. */
    static Map<String, Object> browser(String system, String browser) {
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("remoteAddress", "10.420.3.42");
        more.put("device", "desktop");
        more.put("operatingSystem", system);
        more.put("browser", browser);
        return more;
    }

    private void happened(
            Account account, String type, Recipient recipient, @Nullable Mail mail, Map<String, Object> more) {
        event(account, type, recipient.address, recipient, mail, more);
    }

    private void event(
            Account account,
            String type,
            String address,
            @Nullable Recipient recipient,
            @Nullable Mail mail,
            Map<String, Object> more) {
        // the samples of unsubscribe and spamcomplaint have whole seconds
        Instant created = Set.of("unsubscribe", "spamcomplaint").contains(type)
                ? campaign.now().truncatedTo(ChronoUnit.SECONDS)
                : campaign.now().truncatedTo(ChronoUnit.MILLIS);
        String id = campaign.ids.event(created.toEpochMilli());
        campaign.happened(account, new WebhookEvent(type, id, created, account.id, address, recipient, mail, more));
    }

    static Mailing mailing(Account account, long mailingId) {
        Mailing mailing = account.mailings.get(mailingId);
        if (mailing == null) {
            throw new IllegalArgumentException("Client " + account.id + " has no mailing " + mailingId);
        }
        return mailing;
    }

    static Recipient recipient(Account account, String recipientId) {
        Recipient recipient = account.recipient(recipientId);
        if (recipient == null) {
            throw new IllegalArgumentException("Client " + account.id + " has no recipient " + recipientId);
        }
        return recipient;
    }

    private static Mail mail(Account account, String mailId) {
        Mail mail = account.mails.get(mailId);
        if (mail == null) {
            throw new IllegalArgumentException("Client " + account.id + " has no mail " + mailId);
        }
        return mail;
    }
}

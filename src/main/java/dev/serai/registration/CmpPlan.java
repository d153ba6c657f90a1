package dev.serai.registration;

import dev.serai.optimizely.api.CmpWebhook;
import dev.serai.receive.Family;
import dev.serai.registration.Change.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares what one account of CMP has with what is wanted. CMP merges by name, and removes nothing. */
final class CmpPlan {
    /** Where a person changes what the API cannot. */
    static final String BY_HAND = "in CMP under Admin > Apps and Webhooks";

    private final PublicUrl url;
    private final Family family;
    private final boolean resend;
    private final List<Change<Wanted.Cmp, CmpWebhook>> changes = new ArrayList<>();

    private CmpPlan(PublicUrl url, Family family, boolean resend) {
        this.url = url;
        this.family = family;
        this.resend = resend;
    }

    /** @param resend whether a secret is sent again that CMP does not give back */
    static List<Change<Wanted.Cmp, CmpWebhook>> of(
            List<Wanted.Cmp> wanted, List<CmpWebhook> registered, PublicUrl url, Family family, boolean resend) {
        CmpPlan plan = new CmpPlan(url, family, resend);
        for (Wanted.Cmp each : wanted) {
            plan.wanted(
                    each,
                    registered.stream()
                            .filter(other -> other.name().equals(each.name()))
                            .toList());
        }
        Set<String> names = wanted.stream().map(Wanted.Cmp::name).collect(Collectors.toSet());
        registered.stream().filter(each -> !names.contains(each.name())).forEach(plan::other);
        return plan.changes;
    }

    /** The webhook that an entry of the file wants. */
    static CmpWebhook webhook(Wanted.Cmp wanted, PublicUrl url, Family family) {
        return new CmpWebhook(
                wanted.name(),
                wanted.description(),
                url.target(family, wanted.secret()),
                wanted.secret().value(),
                wanted.events());
    }

    private void wanted(Wanted.Cmp wanted, List<CmpWebhook> registered) {
        CmpWebhook right = webhook(wanted, url, family);
        if (registered.isEmpty()) {
            add(Action.CREATE, "create for " + counted(right.events()) + "   " + shown(right), wanted, null);
        } else if (registered.size() > 1) {
            add(
                    Action.BLOCKED,
                    registered.size() + " webhooks have this name, and CMP would make another one; remove all but one "
                            + BY_HAND,
                    wanted,
                    registered.get(0));
        } else {
            one(wanted, right, registered.get(0));
        }
    }

    private void one(Wanted.Cmp wanted, CmpWebhook right, CmpWebhook registered) {
        if (!url.isOurs(family, registered.callbackUrl())) {
            add(
                    Action.BLOCKED,
                    "this name is taken by a webhook that goes to " + shown(registered)
                            + ", which CMP would redirect; write another name",
                    wanted,
                    registered);
            return;
        }
        List<String> differs = differences(right, registered);
        if (differs.isEmpty()) {
            add(Action.KEEP, "registered for " + counted(registered.events()), wanted, registered);
        } else {
            add(Action.UPDATE, "update: " + String.join("; ", differs), wanted, registered);
        }
        Set<String> more = new TreeSet<>(registered.events());
        more.removeAll(right.events());
        if (!more.isEmpty()) {
            add(
                    Action.BY_HAND,
                    "by hand: take " + String.join(", ", more) + " out " + BY_HAND
                            + ", because the API removes nothing",
                    wanted,
                    registered);
        }
    }

    private List<String> differences(CmpWebhook right, CmpWebhook registered) {
        List<String> differs = new ArrayList<>();
        Set<String> missing = new TreeSet<>(right.events());
        missing.removeAll(registered.events());
        if (!missing.isEmpty()) {
            differs.add("add " + (missing.size() > 3 ? counted(missing) : String.join(", ", missing)));
        }
        if (!PublicUrl.isSame(right.callbackUrl(), registered.callbackUrl())) {
            String old = shown(registered);
            differs.add(old.equals(shown(right)) ? "it goes to another secret path" : "it goes to " + old);
        }
        if (!right.description().equals(registered.description())) {
            differs.add("its description differs");
        }
        if (!registered.secret().isEmpty() && !registered.secret().equals(right.secret())) {
            differs.add("its secret differs");
        } else if (resend) {
            differs.add("its secret is sent again");
        }
        return differs;
    }

    private void other(CmpWebhook webhook) {
        boolean ours = url.isOurs(family, webhook.callbackUrl());
        changes.add(new Change<>(
                ours ? Action.BY_HAND : Action.FOREIGN,
                webhook.name(),
                ours
                        ? "by hand: it goes to " + shown(webhook) + " and is not wanted; remove it " + BY_HAND
                        : "goes to " + shown(webhook) + ": not ours, left alone",
                null,
                webhook));
    }

    private void add(Action action, String does, Wanted.Cmp wanted, @Nullable CmpWebhook registered) {
        changes.add(new Change<>(action, wanted.name(), does, wanted, registered));
    }

    private String shown(CmpWebhook webhook) {
        return url.shown(family, webhook.callbackUrl());
    }

    static String counted(Set<String> events) {
        return events.size() + (events.size() == 1 ? " event" : " events");
    }
}

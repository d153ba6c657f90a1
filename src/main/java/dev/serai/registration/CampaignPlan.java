package dev.serai.registration;

import dev.serai.optimizely.api.CampaignWebhook;
import dev.serai.optimizely.api.CampaignWebhooks;
import dev.serai.receive.Family;
import dev.serai.registration.Change.Action;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Compares what one client of Campaign has with what is wanted. */
final class CampaignPlan {
    private static final List<String> STATUSES = List.of(CampaignWebhook.ACTIVATED, "created", "deactivated");

    private final Wanted.Campaign wanted;
    private final PublicUrl url;
    private final Family family;
    private final boolean resend;
    private final List<Change<Wanted.Campaign, CampaignWebhook>> changes = new ArrayList<>();

    /** @param resend whether the secret is sent again, because Campaign does not give it back to compare */
    private CampaignPlan(Wanted.Campaign wanted, PublicUrl url, Family family, boolean resend) {
        this.wanted = wanted;
        this.url = url;
        this.family = family;
        this.resend = resend;
    }

    static List<Change<Wanted.Campaign, CampaignWebhook>> of(
            Wanted.Campaign wanted, List<CampaignWebhook> registered, PublicUrl url, Family family, boolean resend) {
        CampaignPlan plan = new CampaignPlan(wanted, url, family, resend);
        Set<String> types = new LinkedHashSet<>(CampaignWebhooks.TYPES);
        types.addAll(wanted.types());
        registered.forEach(each -> types.add(each.type()));
        for (String type : types) {
            plan.type(
                    type,
                    registered.stream().filter(each -> each.type().equals(type)).toList());
        }
        return plan.changes;
    }

    private void type(String type, List<CampaignWebhook> registered) {
        boolean isWanted = wanted.types().contains(type);
        List<CampaignWebhook> ours = registered.stream()
                .filter(each -> url.isOurs(family, each.targetUrl()))
                .sorted(best())
                .toList();
        if (isWanted && ours.isEmpty()) {
            changes.add(new Change<>(
                    Action.CREATE, type, "create and activate   " + url.shown(family, target()), wanted, null));
        } else if (isWanted) {
            kept(ours.get(0));
        }
        ours.stream().skip(isWanted ? 1 : 0).forEach(each -> remove(each, isWanted));
        registered.stream().filter(each -> !ours.contains(each)).forEach(this::foreign);
    }

    /** An activated one is never exchanged for another, so that no event is missed; of the others a right one is the best. */
    private Comparator<CampaignWebhook> best() {
        return Comparator.comparing((CampaignWebhook each) -> !each.isActivated())
                .thenComparing(each -> !difference(each).isEmpty())
                .thenComparingInt(each -> Math.floorMod(STATUSES.indexOf(each.status()), STATUSES.size() + 1))
                .thenComparingInt(each -> each.id().length())
                .thenComparing(CampaignWebhook::id);
    }

    private void kept(CampaignWebhook webhook) {
        String differs = difference(webhook);
        if (differs.isEmpty() && resend) {
            differs = "its secret is sent again";
        }
        String state = state(webhook);
        if (differs.isEmpty() && state.isEmpty()) {
            changes.add(new Change<>(
                    Action.KEEP, webhook.type(), "registered and active (" + webhook.id() + ")", wanted, webhook));
        } else if (differs.isEmpty()) {
            changes.add(new Change<>(Action.ACTIVATE, webhook.type(), state, wanted, webhook));
        } else {
            changes.add(new Change<>(
                    Action.UPDATE,
                    webhook.type(),
                    "update " + webhook.id() + ": " + differs + (state.isEmpty() ? "" : "; " + state),
                    wanted,
                    webhook));
        }
    }

    private String difference(CampaignWebhook webhook) {
        if (!PublicUrl.isSame(webhook.targetUrl(), target())) {
            String old = url.shown(family, webhook.targetUrl());
            String now = url.shown(family, target());
            return old.equals(now) ? "it goes to another secret path" : "it goes to " + old + " instead of " + now;
        }
        String authentication = wanted.authentication().type();
        return webhook.authentication().equals(authentication)
                ? ""
                : "its authentication is " + webhook.authentication() + " instead of " + authentication;
    }

    private static String state(CampaignWebhook webhook) {
        if (webhook.isActivated()) {
            return "";
        }
        if (webhook.isSuspended()) {
            String since = webhook.modified().matches("\\d{4}-\\d\\d-\\d\\d.*")
                    ? " since " + webhook.modified().substring(0, 10)
                    : "";
            return "activate again: suspended" + since;
        }
        return webhook.status().equals("created")
                ? "activate " + webhook.id() + ": created and never activated"
                : "activate " + webhook.id() + ": " + webhook.status();
    }

    private void remove(CampaignWebhook webhook, boolean isWanted) {
        changes.add(new Change<>(
                Action.REMOVE,
                webhook.type(),
                (webhook.isActivated() ? "deactivate and delete " : "delete ") + webhook.id() + ": "
                        + (isWanted ? "a second one of the same type" : "not wanted"),
                null,
                webhook));
    }

    private void foreign(CampaignWebhook webhook) {
        changes.add(new Change<>(
                Action.FOREIGN,
                webhook.type(),
                webhook.id() + " goes to " + url.shown(family, webhook.targetUrl()) + ": not ours, left alone",
                null,
                webhook));
    }

    private String target() {
        return url.target(family, wanted.secret());
    }
}

package dev.serai.registration;

import dev.serai.optimizely.api.GraphWebhook;
import dev.serai.receive.Family;
import dev.serai.registration.Change.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compares what one account of Graph has with what is wanted. */
final class GraphPlan {
    private final PublicUrl url;
    private final Family family;
    private final boolean resend;
    private final List<GraphWebhook> ours;
    private final List<Change<Wanted.Graph, GraphWebhook>> changes = new ArrayList<>();

    private GraphPlan(List<GraphWebhook> ours, PublicUrl url, Family family, boolean resend) {
        this.ours = new ArrayList<>(ours);
        this.url = url;
        this.family = family;
        this.resend = resend;
    }

    /** @param resend whether a webhook whose headers Graph does not give back is made anew */
    static List<Change<Wanted.Graph, GraphWebhook>> of(
            List<Wanted.Graph> wanted, List<GraphWebhook> registered, PublicUrl url, Family family, boolean resend) {
        List<GraphWebhook> ours = registered.stream()
                .filter(each -> url.isOurs(family, each.url()))
                .toList();
        GraphPlan plan = new GraphPlan(ours, url, family, resend);
        List<Wanted.Graph> missing = new ArrayList<>();
        for (Wanted.Graph each : wanted) {
            if (!plan.keep(each)) {
                missing.add(each);
            }
        }
        missing.forEach(plan::make);
        plan.ours.forEach(each -> plan.changes.add(new Change<>(
                Action.REMOVE,
                each.named(),
                "delete " + each.id() + ": not wanted, or a second one of the same events",
                null,
                each)));
        registered.stream().filter(each -> !ours.contains(each)).forEach(plan::foreign);
        return plan.changes;
    }

    /** The webhook that an entry of the file wants. */
    static GraphWebhook webhook(Wanted.Graph wanted, PublicUrl url, Family family) {
        return new GraphWebhook(
                "",
                url.target(family, wanted.secret()),
                headers(wanted.secret()),
                wanted.topics(),
                wanted.filters(),
                false);
    }

    static Map<String, String> headers(ReceiverSecret secret) {
        return secret.kind() == ReceiverSecret.Kind.HEADER ? Map.of(secret.header(), secret.value()) : Map.of();
    }

    private boolean keep(Wanted.Graph wanted) {
        GraphWebhook right = webhook(wanted, url, family);
        for (GraphWebhook each : ours) {
            boolean unknown = resend && each.headers() == null;
            if (each.sendsAs(right) && each.hasEventsOf(right) && !each.disabled() && !unknown) {
                ours.remove(each);
                changes.add(new Change<>(
                        Action.KEEP, right.named(), "registered and active (" + each.id() + ")", wanted, each));
                return true;
            }
        }
        return false;
    }

    /** Instead of the one of ours that is most like it, if there is one. */
    private void make(Wanted.Graph wanted) {
        GraphWebhook right = webhook(wanted, url, family);
        GraphWebhook like = ours.stream()
                .filter(each -> each.hasEventsOf(right))
                .findFirst()
                .orElse(ours.isEmpty() ? null : ours.get(0));
        if (like == null) {
            changes.add(new Change<>(
                    Action.CREATE, right.named(), "create   " + url.shown(family, right.url()), wanted, null));
            return;
        }
        ours.remove(like);
        changes.add(new Change<>(
                Action.UPDATE,
                right.named(),
                "create anew and delete " + like.id() + ": " + difference(like, right),
                wanted,
                like));
    }

    private String difference(GraphWebhook like, GraphWebhook right) {
        List<String> differs = new ArrayList<>();
        if (!like.topics().equals(right.topics())) {
            differs.add("its topics are " + like.named());
        } else if (!like.hasEventsOf(right)) {
            differs.add("its filters differ");
        }
        if (like.disabled()) {
            differs.add("it is disabled");
        }
        if (!like.url().equals(right.url())) {
            String old = url.shown(family, like.url());
            differs.add(
                    old.equals(url.shown(family, right.url()))
                            ? "it goes to another secret path"
                            : "it goes to " + old);
        } else if (!like.sendsAs(right)) {
            differs.add("it sends other headers, or another secret");
        }
        return differs.isEmpty() ? "its secret is sent again" : String.join(", ", differs);
    }

    private void foreign(GraphWebhook webhook) {
        changes.add(new Change<>(
                Action.FOREIGN,
                webhook.named(),
                webhook.id() + " goes to " + url.shown(family, webhook.url()) + ": not ours, left alone",
                null,
                webhook));
    }
}

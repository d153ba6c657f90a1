package dev.serai.registration;

import dev.serai.optimizely.api.ExperimentationWebhook;
import dev.serai.registration.Change.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares what one project of Experimentation has with what is wanted. */
final class ExperimentationPlan {
    /** Where a person changes what the API cannot. */
    static final String BY_HAND = "in the project under Settings > Webhooks";

    /** How many names a line of a plan has. */
    private static final int SHOWN = 3;

    private final PublicUrl url;
    private final List<String> paths;
    private final List<ExperimentationWebhook> ours;
    private final List<Change<Wanted.Experimentation, ExperimentationWebhook>> changes = new ArrayList<>();

    private ExperimentationPlan(List<ExperimentationWebhook> ours, PublicUrl url, List<String> paths) {
        this.ours = new ArrayList<>(ours);
        this.url = url;
        this.paths = paths;
    }

    /** @param paths of the family */
    static List<Change<Wanted.Experimentation, ExperimentationWebhook>> of(
            List<Wanted.Experimentation> wanted,
            List<ExperimentationWebhook> registered,
            PublicUrl url,
            List<String> paths) {
        List<ExperimentationWebhook> ours = registered.stream()
                .filter(each -> url.isOurs(paths, each.url()))
                .toList();
        ExperimentationPlan plan = new ExperimentationPlan(ours, url, paths);
        List<Wanted.Experimentation> unnamed =
                wanted.stream().filter(each -> !plan.byName(each)).toList();
        unnamed.forEach(plan::byTarget);
        plan.ours.forEach(each -> plan.changes.add(new Change<>(
                Action.REMOVE,
                each.name(),
                "delete " + each.id() + ": not wanted, or a second one of the same name",
                null,
                each)));
        registered.stream().filter(each -> !ours.contains(each)).forEach(plan::foreign);
        return plan.changes;
    }

    /** The webhook that an entry of the file wants. */
    static ExperimentationWebhook webhook(Wanted.Experimentation wanted, PublicUrl url, List<String> paths) {
        return new ExperimentationWebhook(
                "", wanted.name(), wanted.description(), url.target(paths), wanted.events(), true);
    }

    /** An active one of the name before one that is not: the active one has the secret that the receiver knows. */
    private boolean byName(Wanted.Experimentation wanted) {
        List<ExperimentationWebhook> named =
                ours.stream().filter(each -> each.name().equals(wanted.name())).toList();
        if (named.isEmpty()) {
            return false;
        }
        compare(
                wanted,
                named.stream()
                        .filter(ExperimentationWebhook::active)
                        .findFirst()
                        .orElse(named.get(0)));
        return true;
    }

    /** One that a person has made under another name is taken over, because its secret is known. */
    private void byTarget(Wanted.Experimentation wanted) {
        if (ours.isEmpty()) {
            ExperimentationWebhook right = webhook(wanted, url, paths);
            add(
                    Action.CREATE,
                    "create for " + CmpPlan.counted(right.events()) + "   " + right.url()
                            + "; its secret is made by hand",
                    wanted,
                    null);
        } else {
            compare(wanted, ours.get(0));
        }
    }

    private void compare(Wanted.Experimentation wanted, ExperimentationWebhook registered) {
        ours.remove(registered);
        List<String> differs = differences(webhook(wanted, url, paths), registered);
        if (!differs.isEmpty()) {
            add(Action.UPDATE, "update " + registered.id() + ": " + String.join("; ", differs), wanted, registered);
        } else if (registered.active()) {
            add(
                    Action.KEEP,
                    "registered and active for " + CmpPlan.counted(registered.events()) + " (" + registered.id() + ")",
                    wanted,
                    registered);
        }
        if (!registered.active()) {
            add(
                    Action.BY_HAND,
                    "by hand: " + registered.id() + " is switched off; switch it on " + BY_HAND,
                    wanted,
                    registered);
        }
    }

    private List<String> differences(ExperimentationWebhook right, ExperimentationWebhook registered) {
        List<String> differs = new ArrayList<>();
        events("add ", right.events(), registered.events(), differs);
        events("take out ", registered.events(), right.events(), differs);
        if (!registered.url().equals(right.url())) {
            differs.add("it goes to " + url.shown(paths, registered.url()));
        }
        if (!registered.name().equals(right.name())) {
            differs.add("its name is " + registered.name());
        }
        if (!registered.description().equals(right.description())) {
            differs.add("its description differs");
        }
        return differs;
    }

    private static void events(String does, Set<String> these, Set<String> without, List<String> differs) {
        Set<String> names = new TreeSet<>(these);
        names.removeAll(without);
        if (!names.isEmpty()) {
            differs.add(does + (names.size() > SHOWN ? CmpPlan.counted(names) : String.join(", ", names)));
        }
    }

    private void foreign(ExperimentationWebhook webhook) {
        changes.add(new Change<>(
                Action.FOREIGN,
                webhook.name(),
                webhook.id() + " goes to " + url.shown(paths, webhook.url()) + ": not ours, left alone",
                null,
                webhook));
    }

    private void add(
            Action action, String does, Wanted.Experimentation wanted, @Nullable ExperimentationWebhook registered) {
        changes.add(new Change<>(action, wanted.name(), does, wanted, registered));
    }
}

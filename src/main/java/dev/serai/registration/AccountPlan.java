package dev.serai.registration;

import dev.serai.registration.Change.Action;
import java.util.List;

/**
 * What is to be done in one account.
 *
 * @param url of the API
 */
public record AccountPlan<W, R>(Account account, String url, List<Change<W, R>> changes) {
    public AccountPlan {
        changes = List.copyOf(changes);
    }

    /** How many changes are of one of these actions. */
    public long count(Action... actions) {
        List<Action> counted = List.of(actions);
        return changes.stream().filter(each -> counted.contains(each.action())).count();
    }

    public boolean hasDifference() {
        return changes.stream().anyMatch(each -> each.action().isDifference());
    }

    List<Change<W, R>> of(Action... actions) {
        List<Action> meant = List.of(actions);
        return changes.stream().filter(each -> meant.contains(each.action())).toList();
    }
}

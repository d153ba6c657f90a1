package dev.serai.cli;

import dev.serai.registration.AccountPlan;
import dev.serai.registration.Change;
import dev.serai.registration.Change.Action;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The plans of some accounts, as text and as JSON. */
final class WebhooksPlan {
    private static final int WIDEST = 40;

    private final List<AccountPlan<?, ?>> plans = new ArrayList<>();

    void add(AccountPlan<?, ?> plan) {
        plans.add(plan);
    }

    boolean hasDifference() {
        return plans.stream().anyMatch(AccountPlan::hasDifference);
    }

    /** Whether {@code apply} has something to do. */
    boolean isToDo() {
        return count(Action.CREATE, Action.UPDATE, Action.ACTIVATE, Action.REMOVE, Action.BLOCKED) > 0;
    }

    private long count(Action... actions) {
        return plans.stream().mapToLong(plan -> plan.count(actions)).sum();
    }

    void print(PrintWriter out) {
        for (AccountPlan<?, ?> plan : plans) {
            out.println(plan.account() + " at " + plan.url());
            int width = plan.changes().stream()
                    .mapToInt(each -> Math.min(WIDEST, each.name().length()))
                    .max()
                    .orElse(0);
            for (Change<?, ?> each : plan.changes()) {
                out.println(String.format(
                        "  %s %-" + Math.max(width, 1) + "s  %s", each.action().sign(), each.name(), each.does()));
            }
        }
        out.println(summary());
    }

    private String summary() {
        long foreign = count(Action.FOREIGN);
        String others = foreign == 0 ? "." : "; " + foreign + " of others left alone.";
        if (!hasDifference()) {
            return "No difference: " + count(Action.KEEP) + " registered and active" + others;
        }
        List<String> parts = new ArrayList<>(List.of(
                count(Action.CREATE) + " to add",
                count(Action.UPDATE, Action.ACTIVATE) + " to change",
                count(Action.REMOVE) + " to remove"));
        long byHand = count(Action.BLOCKED, Action.BY_HAND);
        if (byHand > 0) {
            parts.add(byHand + " to do by hand");
        }
        return String.join(", ", parts) + others;
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("difference", hasDifference());
        json.put("add", count(Action.CREATE));
        json.put("change", count(Action.UPDATE, Action.ACTIVATE));
        json.put("remove", count(Action.REMOVE));
        json.put("byHand", count(Action.BLOCKED, Action.BY_HAND));
        json.put("foreign", count(Action.FOREIGN));
        json.put("accounts", plans.stream().map(WebhooksPlan::json).toList());
        return json;
    }

    private static Map<String, Object> json(AccountPlan<?, ?> plan) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("family", plan.account().family());
        json.put("account", plan.account().name());
        json.put("client", plan.account().client());
        json.put("url", plan.url());
        json.put(
                "webhooks",
                plan.changes().stream()
                        .map(each -> Map.of(
                                "action",
                                        each.action()
                                                .name()
                                                .toLowerCase(Locale.ROOT)
                                                .replace('_', '-'),
                                "name", each.name(),
                                "does", each.does()))
                        .toList());
        return json;
    }
}

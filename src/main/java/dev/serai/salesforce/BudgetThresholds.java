package dev.serai.salesforce;

import dev.serai.config.Format;
import dev.serai.config.Section;
import java.util.List;

/**
 * What is kept of the calls that an org has a day.
 *
 * @param reserveBelow the share of the day's calls below which only {@code priority} may call, from 0 to 1
 * @param stopBelow the share below which no destination may
 * @param priority destinations
 */
public record BudgetThresholds(double reserveBelow, double stopBelow, List<String> priority) {
    public BudgetThresholds {
        priority = List.copyOf(priority);
        Format.SHARE.check("reserveBelow", reserveBelow);
        Format.SHARE.check("stopBelow", stopBelow);
    }

    /** @param org its name, which the destinations of its own begin with */
    static BudgetThresholds from(Section keys, String org) {
        List<String> priority = keys.value("priority", Format.LIST);
        return new BudgetThresholds(
                keys.value("reserve-below", Format.SHARE),
                keys.value("stop-below", Format.SHARE),
                keys.isGiven("priority")
                        ? priority
                        : priority.stream()
                                .map(each -> each.replaceFirst("^salesforce", org))
                                .toList());
    }
}

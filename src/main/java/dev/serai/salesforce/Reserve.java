package dev.serai.salesforce;

import java.util.List;

/**
 * What is kept of the calls that an org has a day.
 *
 * @param reserveBelow the share of the day's calls below which only {@code priority} may call, from 0 to 1
 * @param stopBelow the share below which no destination may
 * @param priority destinations
 */
public record Reserve(double reserveBelow, double stopBelow, List<String> priority) {
    public Reserve {
        priority = List.copyOf(priority);
    }
}

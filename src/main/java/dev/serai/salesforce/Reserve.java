package dev.serai.salesforce;

import java.util.List;

/**
 * What is kept of the calls that an org has a day.
 *
 * @param saveBelow the share of the day's calls below which only {@code first} may call, from 0 to 1
 * @param stopBelow the share below which no destination may
 * @param first destinations
 */
public record Reserve(double saveBelow, double stopBelow, List<String> first) {
    public Reserve {
        first = List.copyOf(first);
    }
}

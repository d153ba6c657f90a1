package dev.serai.journal;

import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.Section;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * For how long the journal keeps what it has: the settings {@code journal.keep*} and {@code journal.prune-at}.
 *
 * @param events how long events are kept
 * @param payloads how long their payloads are kept
 * @param quarantine how long input is kept that was no event; empty for good
 * @param audit how long the rows of the audit are kept; empty for good
 * @param at when Serai prunes every day by itself, in UTC; empty for never
 */
public record Retention(
        Rules events, Rules payloads, Optional<Duration> quarantine, Optional<Duration> audit, Optional<LocalTime> at) {
    /** Senders repeat an event for three days. If it were deleted before, its repeat would be a new event. */
    static final Duration LEAST = Duration.ofDays(4);

    private static final String FOREVER = "forever";

    /** Empty for good. */
    public static final Format<Optional<Duration>> KEEP = new Format<>(
            "forever, or a duration of at least 4d such as 90d, because senders repeat an event for three days",
            text -> text.equals(FOREVER) ? Optional.empty() : Optional.of(Format.DURATION.of(text)),
            keep -> keep.isEmpty() || keep.get().compareTo(LEAST) >= 0);

    private static final Format<Optional<LocalTime>> AT = new Format<>(
            "never, or a time of the day in UTC such as 03:30",
            text -> text.equals("never") ? Optional.empty() : Optional.of(time(text)),
            at -> true);

    /**
     * How long events are kept, by family and type.
     *
     * @param general empty for good
     * @param special for a family, or a type of a family, by the name of the environment variable of its key without its first words:
     *     {@code CAMPAIGN}, {@code CAMPAIGN_OPEN}
     */
    public record Rules(Optional<Duration> general, Map<String, Optional<Duration>> special) {
        public Rules {
            KEEP.check("general", general);
            special.values().forEach(each -> KEEP.check("special", each));
            special = Map.copyOf(special);
        }

        /** How long events of a type are kept; empty for good. */
        public Optional<Duration> of(String family, String type) {
            Optional<Duration> ofFamily = special.getOrDefault(Config.variable(family), general);
            return special.getOrDefault(Config.variable(family + "." + type), ofFamily);
        }

        /** How long the events of any type of the family are kept at least; empty for good. */
        Optional<Duration> shortest(String family) {
            String name = Config.variable(family);
            Stream<Optional<Duration>> ofTypes = special.entrySet().stream()
                    .filter(each -> each.getKey().startsWith(name + "_"))
                    .map(Map.Entry::getValue);
            return Stream.concat(Stream.of(special.getOrDefault(name, general)), ofTypes)
                    .flatMap(Optional::stream)
                    .min(Comparator.naturalOrder());
        }

        /** The same with another time for the types and families that have none of their own. */
        Rules generally(Duration keep) {
            return new Rules(Optional.of(keep), special);
        }
    }

    /** The same with another time for the events whose type and family have none of their own. */
    public Retention keeping(Duration events) {
        return new Retention(this.events.generally(events), payloads, quarantine, audit, at);
    }

    /** @param families their names */
    public static Retention from(Config config, Collection<String> families) {
        Section journal = config.section("journal");
        return new Retention(
                rules(config, journal, "keep", families),
                rules(config, journal, "keep-payload", families),
                journal.value("keep-quarantine", KEEP),
                journal.value("keep-audit", KEEP),
                journal.value("prune-at", AT));
    }

    private static Rules rules(Config config, Section journal, String leaf, Collection<String> families) {
        Map<String, Optional<Duration>> special = new TreeMap<>();
        for (String family : families) {
            add(journal, leaf, family, special);
            String below = leaf + "." + family;
            for (String key : config.keysBelow(journal.key(below))) {
                add(journal, leaf, key.substring(journal.key(leaf).length() + 1), special);
            }
        }
        return new Rules(journal.value(leaf, KEEP), special);
    }

    private static void add(Section journal, String leaf, String name, Map<String, Optional<Duration>> special) {
        String key = leaf + "." + name;
        if (journal.isGiven(key)) {
            special.put(Config.variable(name), journal.value(key, KEEP, Optional.empty()));
        }
    }

    private static LocalTime time(String text) {
        try {
            return LocalTime.parse(text, DateTimeFormatter.ofPattern("HH:mm"));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}

package dev.serai.operate;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What each metric of Serai means: the HELP line of {@code /observe/metrics}. */
public final class MetricHelp implements MeterFilter {
    private static final Map<String, String> HELP = Map.ofEntries(
            Map.entry("serai.receipts", "Answered requests, by family and status, and how long the answer took."),
            Map.entry("serai.events", "Elements of requests, by family: new, duplicate or quarantined."),
            Map.entry("serai.receive.in.flight.bytes", "Bytes of bodies that are not answered yet."),
            Map.entry("serai.journal.commit", "How long a commit of the journal took."),
            Map.entry("serai.journal.group", "How many elements a commit of the journal has kept."),
            Map.entry("serai.attempts", "Calls of a destination, and how long each took."),
            Map.entry("serai.deliveries", "Settled deliveries, by destination: delivered, retry, dead or unmatched."),
            Map.entry("serai.salesforce.remaining", "The share of the day's Salesforce calls that is left, 0 to 1."),
            Map.entry(
                    "serai.salesforce.storage.remaining",
                    "The share of the storage of a Salesforce org that is left, 0 to 1; NaN as long as it is not known."));

    @Override
    public Meter.Id map(Meter.Id id) {
        @Nullable String help = HELP.get(id.getName());
        return help == null || id.getDescription() != null
                ? id
                : new Meter.Id(id.getName(), Tags.of(id.getTags()), id.getBaseUnit(), help, id.getType());
    }
}

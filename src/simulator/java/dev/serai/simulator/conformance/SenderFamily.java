package dev.serai.simulator.conformance;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The families of webhooks, and what their vendor counts as success. */
enum SenderFamily {
    CAMPAIGN(
            "exactly 200",
            Sources.CAMPAIGN_WEBHOOKS,
            Duration.ofSeconds(10),
            Severity.SHOULD,
            "the time limit of Campaign is not documented; 10 s is the shortest that the vendor has named for webhooks, for CMP"),
    CMP("200 or 202", Sources.CMP_DELIVERY, Duration.ofSeconds(30), Severity.MUST, Sources.CMP_DELIVERY),
    GRAPH(
            "2xx",
            "not documented for Graph; none of the vendor's senders counts another status as success",
            Duration.ofSeconds(10),
            Severity.SHOULD,
            "the time limit of Graph is not documented; 10 s is the shortest that the vendor has named for webhooks, for CMP"),
    EXPERIMENTATION(
            "2xx",
            "not documented for Experimentation; the vendor's own receiver answers 204 (" + Sources.AGENT + ")",
            Duration.ofSeconds(10),
            Severity.SHOULD,
            "the time limit of Experimentation is not documented; 10 s is the shortest that the vendor has named for webhooks,"
                    + " for CMP");

    private final String success;
    private final String statusSource;
    private final Duration limit;
    private final Severity limitSeverity;
    private final String limitSource;

    SenderFamily(String success, String statusSource, Duration limit, Severity limitSeverity, String limitSource) {
        this.success = success;
        this.statusSource = statusSource;
        this.limit = limit;
        this.limitSeverity = limitSeverity;
        this.limitSource = limitSource;
    }

    /** The families that a path names, such as {@code /webhooks/cmp}; all if it names none. */
    static List<SenderFamily> guessed(String path) {
        List<SenderFamily> named = Arrays.stream(values())
                .filter(each -> path.toLowerCase(Locale.ROOT).contains(each.toString()))
                .toList();
        return named.isEmpty() ? List.of(values()) : named;
    }

    /** Which statuses the vendor counts as success, in words. */
    String success() {
        return success;
    }

    boolean isSuccess(int status) {
        return switch (this) {
            case CAMPAIGN -> status == 200;
            case CMP -> status == 200 || status == 202;
            case GRAPH, EXPERIMENTATION -> status >= 200 && status < 300;
        };
    }

    String statusSource() {
        return statusSource;
    }

    /** How long the vendor waits for an answer, or what is sensible where no page says it. */
    Duration limit() {
        return limit;
    }

    Severity limitSeverity() {
        return limitSeverity;
    }

    String limitSource() {
        return limitSource;
    }

    /** What the options for its secret are. */
    String secretOptions() {
        return switch (this) {
            case CAMPAIGN, GRAPH -> "--basic or --header";
            case CMP, EXPERIMENTATION -> "--secret";
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

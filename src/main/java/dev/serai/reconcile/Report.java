package dev.serai.reconcile;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a reconciliation found.
 *
 * @param since begin of the period, ISO-8601
 * @param until its end; what is younger than an hour is not judged
 * @param apply whether it stored what was missing
 */
public record Report(
        String since, String until, boolean apply, List<OfClient> clients, List<NotReconcilable> notReconcilable) {

    /**
     * One client of Campaign.
     *
     * @param error why it could not be compared to the end; null if it was
     * @param missing the newest of what never arrived
     * @param hidden how many more are missing
     * @param deliveries how many deliveries were made for each destination, or would be made
     * @param notes what else has to be known
     * @param suspended the types whose webhooks Campaign has suspended
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OfClient(
            String client,
            @Nullable String error,
            List<Total> types,
            List<Missing> missing,
            int hidden,
            Map<String, Integer> deliveries,
            List<String> notes,
            List<String> suspended) {
        /** How many are missing and were not stored. */
        public long open() {
            return types.stream()
                    .mapToLong(each -> each.missing() - each.stored())
                    .sum();
        }
    }

    /**
     * The numbers of one type of event.
     *
     * @param campaign records that Campaign has
     * @param arrived of these, those whose event is in the journal
     * @param missing of these, those whose event is not, or was not before this run
     * @param stored of the missing, those that were stored
     * @param notComparable records that cannot be joined with an event, such as wildcards of the block list
     */
    public record Total(String type, long campaign, long arrived, long missing, long stored, long notComparable) {}

    /** An event that never arrived. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Missing(
            String type,
            String createdAt,
            @Nullable String recipient,
            @Nullable String mailing,
            @Nullable String mailId,
            boolean stored) {}

    /** Whether every client was compared to the end. */
    public boolean complete() {
        return clients.stream().allMatch(each -> each.error() == null);
    }

    /** How many are missing and were not stored. */
    public long open() {
        return clients.stream().mapToLong(OfClient::open).sum();
    }
}

package dev.serai.reconcile;

import java.util.List;

/**
 * What Campaign's REST API has no records of, so that nobody can say whether it arrived.
 *
 * @param types names of events
 * @param why why not
 * @param instead what there is in place of it
 */
public record NotReconcilable(List<String> types, String why, String instead) {
    /** All of it; docs/reconcile.md shows the same table. */
    public static final List<NotReconcilable> ALL = List.of(
            new NotReconcilable(
                    List.of("open", "click"),
                    "the API has only totals of each campaign, and people who opted out of tracking count in them",
                    "the campaign's report; Campaign's scheduled exports"),
            new NotReconcilable(
                    List.of("sent", "archive"),
                    "the API lists single mails only for mailings that are archived, with one call for each mail",
                    "the recipients in the campaign's report"),
            new NotReconcilable(
                    List.of("singleoptin", "confirmedoptin", "doubleoptin"),
                    "the API knows the state of a recipient now, and not what happened",
                    "a read of the recipient list"),
            new NotReconcilable(
                    List.of("filteredbyblocklist"),
                    "the API counts skipped recipients without the reason",
                    "the skipped recipients in the campaign's report"));
}

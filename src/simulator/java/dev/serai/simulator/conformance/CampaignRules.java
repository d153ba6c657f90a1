package dev.serai.simulator.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What only Campaign does: lists, and a number for each transmission. */
final class CampaignRules {
    private static final int DOCUMENTED_MOST = 100;
    private static final int BEYOND = 1_000;
    private static final int EVENT_BYTES = 600;

    static final List<Rule> ALL = List.of(
            Rule.must(
                    "campaign.object",
                    "A single object is a success",
                    Sources.CAMPAIGN_WEBHOOKS,
                    receiver -> receiver.accepts(
                            receiver.post(events(receiver).plain()).remarked("an object"))),
            Rule.must(
                    "campaign.list",
                    "A list of events is a success",
                    Sources.CAMPAIGN_WEBHOOKS,
                    receiver -> receiver.accepts(
                            DeliveryRules.list(receiver, events(receiver).plain(3)))),
            Rule.must(
                    "campaign.list-of-one",
                    "A list of one event is a success",
                    Sources.CAMPAIGN_WEBHOOKS,
                    receiver -> receiver.accepts(
                            DeliveryRules.list(receiver, events(receiver).plain(1)))),
            Rule.must(
                            "campaign.list-of-100",
                            "A list of " + DOCUMENTED_MOST + " events, the most that Campaign sends, is a success",
                            Sources.CAMPAIGN_WEBHOOKS,
                            receiver -> receiver.accepts(DeliveryRules.list(
                                    receiver, events(receiver).plain(DOCUMENTED_MOST))))
                    .sending(1, DOCUMENTED_MOST * EVENT_BYTES),
            Rule.should(
                            "campaign.list-of-1000",
                            "A list of " + BEYOND + " events is a success",
                            "beyond what is documented (100 events), so that a change of that number costs nothing: "
                                    + Sources.CAMPAIGN_WEBHOOKS,
                            receiver -> receiver.accepts(DeliveryRules.list(
                                    receiver, events(receiver).plain(BEYOND))))
                    .sending(1, BEYOND * EVENT_BYTES),
            Rule.must(
                    "campaign.attempt",
                    "The same event with attempt 2 is a success",
                    Sources.CAMPAIGN_WEBHOOKS,
                    CampaignRules::attempt),
            Rule.must(
                    "campaign.cut-anew",
                    "An event that comes again in another list is a success",
                    "the documented list has elements of attempt 2 and 5: " + Sources.CAMPAIGN_WEBHOOKS,
                    CampaignRules::cutAnew),
            Rule.must(
                    "campaign.unknown-in-list",
                    "A list with an event of an unknown type is a success; else all of it comes again every 10 seconds",
                    Sources.CAMPAIGN_WEBHOOKS,
                    receiver -> receiver.accepts(DeliveryRules.list(
                                    receiver,
                                    List.of(
                                            events(receiver).plain(),
                                            events(receiver).unknown(),
                                            events(receiver).plain()))
                            .remarked("a list with an unknown type"))));

    private CampaignRules() {}

    private static CampaignEvents events(Receiver receiver) {
        return new CampaignEvents(receiver.run());
    }

    private static Finding attempt(Receiver receiver) throws CheckFailedException, InterruptedException {
        ObjectNode event = events(receiver).plain();
        Post first = receiver.post(receiver.formed(event));
        Post second = receiver.post(receiver.formed(event.deepCopy().put("attempt", 2)));
        return receiver.accepts(first).and(() -> receiver.accepts(second.remarked("attempt 2")));
    }

    private static Finding cutAnew(Receiver receiver) throws CheckFailedException, InterruptedException {
        CampaignEvents events = events(receiver);
        List<ObjectNode> sent = events.plain(2);
        ObjectNode again = sent.get(1).deepCopy().put("attempt", 5);
        return receiver.accepts(DeliveryRules.list(receiver, sent))
                .and(() -> receiver.accepts(DeliveryRules.list(receiver, List.of(events.plain(), again))
                        .remarked("a list with an event of the list before, attempt 5")));
    }
}

package dev.serai.simulator.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Makes events of one family, each a new one. */
interface Events {
    /** An event as the vendor sends most of them, which asks nothing of a receiver but to be kept. */
    ObjectNode plain();

    /** An event of a type that no page of the vendor names. */
    ObjectNode unknown();

    static Events of(SenderFamily family, Run run) {
        return switch (family) {
            case CAMPAIGN -> new CampaignEvents(run);
            case CMP -> new CmpEvents(run);
            case GRAPH -> new GraphEvents(run);
            case EXPERIMENTATION -> new ExperimentationEvents(run);
        };
    }
}

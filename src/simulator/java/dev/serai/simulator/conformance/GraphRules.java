package dev.serai.simulator.conformance;

import java.util.List;

/** What only Graph does. */
final class GraphRules {
    static final List<Rule> ALL = List.of(Rule.must(
            "graph.without-items",
            "The end of a job without items is a success",
            Sources.GRAPH_RESPONSE,
            receiver -> receiver.accepts(
                    receiver.post(new GraphEvents(receiver.run()).bulk()).remarked("bulk.completed"))));

    private GraphRules() {}
}

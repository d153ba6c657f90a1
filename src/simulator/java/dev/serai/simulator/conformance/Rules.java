package dev.serai.simulator.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All rules of a family, in the order in which they run. */
final class Rules {
    private Rules() {}

    static List<Rule> of(SenderFamily family) {
        return Stream.of(
                        DeliveryRules.of(family),
                        switch (family) {
                            case CAMPAIGN -> CampaignRules.ALL;
                            case CMP -> CmpRules.ALL;
                            case GRAPH -> GraphRules.ALL;
                            case EXPERIMENTATION -> ExperimentationRules.ALL;
                        },
                        SecretRules.of(family),
                        ContentRules.of(family),
                        JsonRules.ALL,
                        HttpRules.ALL)
                .flatMap(List::stream)
                .toList();
    }

    /** Those that {@code --only} names, by id or by the word before the dot; all if it names none. */
    static List<Rule> of(SenderFamily family, List<String> only) {
        return of(family).stream()
                .filter(rule -> only.isEmpty() || only.stream().anyMatch(rule::isNamed))
                .toList();
    }

    /** Names that no rule of any family has. */
    static List<String> unknown(List<String> only) {
        List<String> unknown = new ArrayList<>(only);
        for (SenderFamily family : SenderFamily.values()) {
            unknown.removeIf(name -> of(family).stream().anyMatch(rule -> rule.isNamed(name)));
        }
        return unknown;
    }
}

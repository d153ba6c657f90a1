package dev.serai.faults;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** A tree of choices and filters that leads to destinations: what it decides, and how it is written in YAML. */
record RandomRouter(String family, List<Step> steps) {
    private static final int DEEPEST = 3;

    /** A step of a route. */
    sealed interface Step {
        record To(String destination) implements Step {}

        record Filter(When when) implements Step {}

        /** @param otherwise may be empty */
        record Choice(List<When> whens, List<Step> otherwise) implements Step {}
    }

    /** What is done under a condition. */
    record When(Condition condition, List<Step> steps) {}

    static RandomRouter any(String family, List<String> destinations, RandomGenerator random) {
        return new RandomRouter(family, steps(family, destinations, random, 0));
    }

    private static List<Step> steps(String family, List<String> destinations, RandomGenerator random, int depth) {
        List<Step> steps = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            steps.add(step(family, destinations, random, depth));
        }
        return steps;
    }

    private static Step step(String family, List<String> destinations, RandomGenerator random, int depth) {
        int kind = depth == DEEPEST ? 0 : random.nextInt(depth == 0 ? 1 : 0, 5);
        if (kind == 0) {
            return new Step.To(Sent.any(destinations, random));
        }
        if (kind < 3) {
            return new Step.Filter(when(family, destinations, random, depth));
        }
        List<When> whens = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            whens.add(when(family, destinations, random, depth));
        }
        return new Step.Choice(
                whens, random.nextBoolean() ? List.of() : steps(family, destinations, random, depth + 1));
    }

    private static When when(String family, List<String> destinations, RandomGenerator random, int depth) {
        return new When(Condition.any(family, random), steps(family, destinations, random, depth + 1));
    }

    /** Where it goes; absent if nobody can say. */
    Optional<Set<String>> decide(Sent sent) {
        try {
            Set<String> destinations = new LinkedHashSet<>();
            decide(steps, sent, destinations);
            return Optional.of(destinations);
        } catch (Condition.Undecidable e) {
            return Optional.empty();
        }
    }

    private static void decide(List<Step> steps, Sent sent, Set<String> destinations) {
        for (Step step : steps) {
            if (step instanceof Step.To to) {
                destinations.add(to.destination());
            } else if (step instanceof Step.Filter filter) {
                if (filter.when().condition().holds().test(sent)) {
                    decide(filter.when().steps(), sent, destinations);
                }
            } else if (step instanceof Step.Choice choice) {
                List<Step> taken = choice.whens().stream()
                        .filter(when -> when.condition().holds().test(sent))
                        .findFirst()
                        .map(When::steps)
                        .orElse(choice.otherwise());
                decide(taken, sent, destinations);
            }
        }
    }

    String yaml() {
        return new Writing().route(this);
    }

    /** Writes the file. */
    private static final class Writing {
        private final StringBuilder yaml = new StringBuilder();
        private int ids;

        private void line(int depth, String line) {
            yaml.append("  ".repeat(depth)).append(line).append('\n');
        }

        private String id() {
            return "id: step" + ids++;
        }

        String route(RandomRouter router) {
            line(0, "- route:");
            line(2, "id: " + router.family);
            line(2, "description: Decides at random.");
            line(2, "from:");
            line(3, "id: event");
            line(3, "uri: direct:" + router.family);
            line(3, "steps:");
            steps(4, router.steps);
            return yaml.toString();
        }

        private void steps(int depth, List<Step> steps) {
            for (Step step : steps) {
                if (step instanceof Step.To to) {
                    line(depth, "- to:");
                    line(depth + 2, id());
                    line(depth + 2, "uri: outbox:" + to.destination());
                } else if (step instanceof Step.Filter filter) {
                    line(depth, "- filter:");
                    line(depth + 2, id());
                    when(depth + 2, filter.when());
                } else if (step instanceof Step.Choice choice) {
                    choice(depth, choice);
                }
            }
        }

        private void choice(int depth, Step.Choice choice) {
            line(depth, "- choice:");
            line(depth + 2, id());
            line(depth + 2, "when:");
            for (When when : choice.whens()) {
                line(depth + 3, "- " + id());
                when(depth + 4, when);
            }
            if (!choice.otherwise().isEmpty()) {
                line(depth + 2, "otherwise:");
                line(depth + 3, id());
                line(depth + 3, "steps:");
                steps(depth + 4, choice.otherwise());
            }
        }

        private void when(int depth, When when) {
            line(depth, "expression:");
            line(depth + 1, "simple:");
            line(depth + 2, "expression: \"" + when.condition().simple() + "\"");
            line(depth, "steps:");
            steps(depth + 1, when.steps());
        }
    }
}

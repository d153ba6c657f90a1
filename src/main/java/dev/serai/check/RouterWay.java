package dev.serai.check;

import dev.serai.check.Branch.Compared;
import dev.serai.routes.StepListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.HasExpressionType;
import org.apache.camel.model.OutputNode;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.WhenDefinition;
import org.jspecify.annotations.Nullable;

/** The way of one event through a router: the steps that it came to, and the conditions that were asked. */
final class RouterWay implements StepListener {
    private static final String OUTBOX = "outbox:";
    private static final String ALWAYS = "always";
    private static final String OTHERWISE = "otherwise";

    private final List<NamedNode> reached = new ArrayList<>();
    /** By the step that asks. */
    private final IdentityHashMap<NamedNode, List<Compared>> compared = new IdentityHashMap<>();

    /** Forgets the event before. */
    synchronized void begin() {
        reached.clear();
        compared.clear();
    }

    @Override
    public synchronized void reached(NamedNode step, Exchange exchange) {
        reached.add(step);
        if (step instanceof ChoiceDefinition choice) {
            choice.getWhenClauses().forEach(when -> note(when, when, exchange));
        } else if (step instanceof FilterDefinition filter) {
            note(filter, filter, exchange);
        }
    }

    private void note(NamedNode step, HasExpressionType condition, Exchange exchange) {
        if (condition.getExpressionType() != null) {
            compared.putIfAbsent(step, ComparedValues.of(condition.getExpressionType(), exchange));
        }
    }

    /** The branch that leads to each destination, with its place. */
    synchronized List<String> why() {
        return reached.stream()
                .filter(RouterWay::isDelivery)
                .map(step -> where(step) + " " + way(step) + " → " + uri(step))
                .toList();
    }

    /** The conditions in the order in which they were asked. */
    synchronized List<Branch> branches() {
        Set<NamedNode> steps = Collections.newSetFromMap(new IdentityHashMap<>());
        steps.addAll(reached);
        Map<NamedNode, Branch> branches = new LinkedHashMap<>();
        for (NamedNode step : reached) {
            if (step instanceof ChoiceDefinition choice) {
                asked(choice, steps).forEach(each -> branches.putIfAbsent(each, branch(each, steps)));
            } else if (step instanceof FilterDefinition) {
                branches.putIfAbsent(step, branch(step, steps));
            } else if (isDelivery(step) && conditions(step).isEmpty()) {
                branches.putIfAbsent(
                        step, new Branch(where(step), step.getId(), ALWAYS, true, List.of(), List.of(name(step))));
            }
        }
        return List.copyOf(branches.values());
    }

    /** The branches of a choice up to the one that was taken; those after it are not asked. */
    private static List<NamedNode> asked(ChoiceDefinition choice, Set<NamedNode> steps) {
        List<NamedNode> asked = new ArrayList<>();
        for (WhenDefinition when : choice.getWhenClauses()) {
            asked.add(when);
            if (isTaken(when, steps)) {
                return asked;
            }
        }
        if (choice.getOtherwise() != null && isTaken(choice.getOtherwise(), steps)) {
            asked.add(choice.getOtherwise());
        }
        return asked;
    }

    private Branch branch(NamedNode node, Set<NamedNode> steps) {
        return new Branch(
                where(node),
                node.getId(),
                described(node),
                isTaken(node, steps),
                compared.getOrDefault(node, List.of()),
                outputs(node).stream()
                        .filter(each -> isDelivery(each) && steps.contains(each))
                        .map(RouterWay::name)
                        .toList());
    }

    private static boolean isTaken(NamedNode branch, Set<NamedNode> steps) {
        return outputs(branch).stream().anyMatch(steps::contains);
    }

    private static List<ProcessorDefinition<?>> outputs(NamedNode branch) {
        return branch instanceof OutputNode holder ? holder.getOutputs() : List.of();
    }

    /** The conditions that lead to a step, the outer one first. Camel leaves out a branch between its steps and its choice. */
    private static List<String> conditions(NamedNode step) {
        List<String> conditions = new ArrayList<>();
        NamedNode inner = step;
        for (NamedNode outer = step.getParent(); outer != null; outer = outer.getParent()) {
            if (outer instanceof ChoiceDefinition choice) {
                conditions.add(0, described(branchOf(choice, inner)));
            } else if (outer instanceof HasExpressionType own && own.getExpressionType() != null) {
                conditions.add(0, described(outer));
            }
            inner = outer;
        }
        return conditions;
    }

    private static @Nullable NamedNode branchOf(ChoiceDefinition choice, NamedNode step) {
        return choice.getWhenClauses().stream()
                .filter(when -> when.getOutputs().stream().anyMatch(each -> each == step))
                .map(NamedNode.class::cast)
                .findFirst()
                .orElse(choice.getOtherwise());
    }

    private static String way(NamedNode step) {
        List<String> conditions = conditions(step);
        return conditions.isEmpty() ? ALWAYS : String.join(", ", conditions);
    }

    private static String described(@Nullable NamedNode node) {
        return node instanceof HasExpressionType own && own.getExpressionType() != null
                ? node.getShortName() + " "
                        + own.getExpressionType().getExpression().strip()
                : OTHERWISE;
    }

    private static boolean isDelivery(NamedNode step) {
        return step instanceof ToDefinition && uri(step).startsWith(OUTBOX);
    }

    private static String uri(NamedNode step) {
        return step instanceof ToDefinition to ? to.getEndpointUri() : "";
    }

    private static String name(NamedNode step) {
        return uri(step).substring(OUTBOX.length()).replaceFirst("^//", "").replaceFirst("\\?.*", "");
    }

    private static String where(NamedNode step) {
        return String.valueOf(step.getLocation()).replaceFirst("^file:", "") + ":" + step.getLineNumber();
    }
}

package dev.serai.check;

import dev.serai.routes.Finding;
import dev.serai.routes.Finding.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.apache.camel.language.simple.ast.BinaryExpression;
import org.apache.camel.language.simple.ast.BooleanExpression;
import org.apache.camel.language.simple.ast.CompositeNodes;
import org.apache.camel.language.simple.ast.LiteralNode;
import org.apache.camel.language.simple.ast.LogicalExpression;
import org.apache.camel.language.simple.ast.NullExpression;
import org.apache.camel.language.simple.ast.NumericExpression;
import org.apache.camel.language.simple.ast.SimpleFunctionStart;
import org.apache.camel.language.simple.ast.SimpleNode;
import org.apache.camel.language.simple.ast.SingleQuoteStart;
import org.apache.camel.language.simple.types.BinaryOperatorType;
import org.apache.camel.language.simple.types.LogicalOperatorType;
import org.jspecify.annotations.Nullable;

/** One condition in Simple, as Camel has parsed it. */
final class SimpleCondition {
    /** Stands for a character whose value is known only when the route runs. */
    static final String OPAQUE = "\uE000";

    static final String CONSTANT = "the condition asks nothing about the event, and is the same for every event";
    static final String COMPARE = "compare something of the event, ${header.eventType} == 'bounce'";

    private static final Pattern RANGE = Pattern.compile("\\d+\\.\\.\\d+");
    private static final Pattern BODY_METHOD = Pattern.compile(
            "(?:in\\.)?body\\??\\.(?!(?:size|length|isEmpty|empty|keySet|values|get|containsKey)\\b)(\\w+)");
    private static final Pattern OPERATOR_INSIDE = Pattern.compile(
            "\\s(?:[=!<>]=?|=~|!=~|~~|!~~|&&|\\|\\||!?(?:in|is|contains|regex|range|startsWith|endsWith)|and|or|not)\\s");
    private static final Set<BinaryOperatorType> EQUAL = Set.of(BinaryOperatorType.EQ, BinaryOperatorType.NOT_EQ);
    private static final Set<BinaryOperatorType> LIST = Set.of(BinaryOperatorType.IN, BinaryOperatorType.NOT_IN);
    private static final Set<BinaryOperatorType> CHOOSING = Set.of(BinaryOperatorType.EQ, BinaryOperatorType.IN);
    private static final Set<BinaryOperatorType> EXCLUDING =
            Set.of(BinaryOperatorType.NOT_EQ, BinaryOperatorType.NOT_IN);

    private final RouteScript script;
    private final EventHeaders headers;
    private final EventTypes types;
    private final List<Finding> found = new ArrayList<>();

    SimpleCondition(RouteScript script, EventNames names) {
        this.script = script;
        this.headers = new EventHeaders(script.file());
        this.types = new EventTypes(script.file(), names);
    }

    /** @param nodes Camel takes several for several conditions that must all hold */
    Stream<Finding> check(List<SimpleNode> nodes) {
        if (nodes.size() > 1) {
            refuse(
                    nodes.get(1),
                    "two conditions stand side by side, and Camel wants both to hold",
                    "write && or || between them; a list of values is one text, in 'a,b'");
        }
        nodes.forEach(node -> operand(node, null));
        return found.stream();
    }

    /** @param beside the operator that joins it to others; null if it is the whole condition */
    private void operand(SimpleNode node, @Nullable LogicalExpression beside) {
        functions(node);
        if (node instanceof LogicalExpression logical) {
            logical(logical, beside);
        } else if (node instanceof BinaryExpression comparison) {
            comparison(comparison);
        } else if (isConstant(node)) {
            constant(node, beside);
        } else if (node instanceof SimpleFunctionStart function && headers.isAlwaysThere(inner(function))) {
            refuse(node, "${" + inner(function) + "} is there for every event, so the condition always holds", COMPARE);
        }
    }

    private void constant(SimpleNode node, @Nullable LogicalExpression beside) {
        if (beside == null) {
            refuse(node, CONSTANT, COMPARE);
        } else {
            String left = comparisons(beside)
                    .findFirst()
                    .map(each -> source(each.getLeft()))
                    .orElse("${header.eventType}");
            refuse(
                    node,
                    beside.getOperator() == LogicalOperatorType.OR
                            ? "a value alone holds for every event, so the condition does not ask anything"
                            : "a value alone holds for every event, so it does not ask anything",
                    "compare again, " + left + " == 'value', or list the values, " + left + " in 'a,b'");
        }
    }

    private void logical(LogicalExpression logical, @Nullable LogicalExpression above) {
        if (above == null && operators(logical).distinct().count() > 1) {
            refuse(
                    logical,
                    "&& and || stand in one condition, and Simple works from left to right: a || b && c is (a || b) && c",
                    "put a filter: with one half into the steps of the other, or list values, in 'a,b'");
        }
        if (above == null || above.getOperator() != logical.getOperator()) {
            contradiction(logical);
        }
        operand(logical.getLeft(), logical);
        operand(logical.getRight(), logical);
    }

    private static Stream<LogicalOperatorType> operators(SimpleNode node) {
        return node instanceof LogicalExpression logical
                ? Stream.of(
                                Stream.of(logical.getOperator()),
                                operators(logical.getLeft()),
                                operators(logical.getRight()))
                        .flatMap(each -> each)
                : Stream.empty();
    }

    private static Stream<BinaryExpression> comparisons(SimpleNode node) {
        return node instanceof LogicalExpression logical
                ? Stream.concat(comparisons(logical.getLeft()), comparisons(logical.getRight()))
                : node instanceof BinaryExpression comparison ? Stream.of(comparison) : Stream.empty();
    }

    /** Nothing is two values at once, and everything differs from one of two. */
    private void contradiction(LogicalExpression logical) {
        boolean or = logical.getOperator() == LogicalOperatorType.OR;
        if (operators(logical).distinct().count() > 1) {
            return;
        }
        Map<String, Set<String>> left = new HashMap<>();
        comparisons(logical)
                .filter(each -> (or ? EXCLUDING : CHOOSING).contains(each.getOperator()))
                .filter(each -> each.getLeft() instanceof SimpleFunctionStart)
                .forEach(each -> literal(each.getRight())
                        .filter(value -> !value.contains(OPAQUE))
                        .ifPresent(value -> {
                            Set<String> values =
                                    left.computeIfAbsent(source(each.getLeft()), any -> values(each, value));
                            values.retainAll(values(each, value));
                            if (values.isEmpty()) {
                                refuse(
                                        each,
                                        or
                                                ? "every value differs from one of two, so the condition always holds"
                                                : "no value is two at once, so the condition never holds",
                                        or
                                                ? "write && between what must not be, or !in 'a,b'"
                                                : "write || between the values, or in 'a,b'");
                            }
                        }));
    }

    private static Set<String> values(BinaryExpression comparison, String value) {
        return new HashSet<>(isList(comparison) ? List.of(value.split(",")) : List.of(value));
    }

    private static boolean isList(BinaryExpression comparison) {
        return LIST.contains(comparison.getOperator());
    }

    private void comparison(BinaryExpression comparison) {
        SimpleNode left = comparison.getLeft();
        SimpleNode right = comparison.getRight();
        functions(left);
        functions(right);
        if (left instanceof BinaryExpression || right instanceof BinaryExpression) {
            refuse(
                    comparison,
                    "the result of a comparison is compared once more, and is no value of an event",
                    "write && or || between two comparisons");
        } else if (isConstant(left) && isConstant(right)) {
            refuse(
                    left,
                    "two values are compared that are the same for every event",
                    "write what is of the event in braces, ${header.eventType} or ${body?[field]}");
        } else if (isConstant(right)) {
            value(comparison, left, right, constant(right));
        } else if (isConstant(left) && EQUAL.contains(comparison.getOperator())) {
            value(comparison, right, left, constant(left));
        }
    }

    private static String constant(SimpleNode node) {
        return literal(node).orElse(node.toString());
    }

    private void value(BinaryExpression comparison, SimpleNode left, SimpleNode right, String value) {
        switch (comparison.getOperator()) {
            case IN, NOT_IN -> {
                if (List.of(value.split(",")).stream().anyMatch(each -> !each.equals(each.strip()))) {
                    refuse(
                            right,
                            "a blank in a list of values belongs to the value, and no event has such a value",
                            "write the list without blanks, '"
                                    + value.replaceAll("\\s*,\\s*", ",").strip() + "'");
                    return;
                }
            }
            case RANGE, NOT_RANGE -> {
                if (!RANGE.matcher(value).matches()) {
                    refuse(right, "a range is two whole numbers, and every event would fail here", "write '1..10'");
                }
            }
            case IS, NOT_IS -> {
                if (value.matches("[a-z]\\w*")) {
                    refuse(
                            right,
                            "\"is\" asks for a class of Java, and every event would fail here",
                            "write == for a value");
                }
            }
            case REGEX, NOT_REGEX -> {
                if (pattern(value).isEmpty()) {
                    refuse(right, "is no regular expression, and every event would fail here", "mend the expression");
                }
            }
            case EQ, NOT_EQ -> {
                if (literal(right).filter("null"::equals).isPresent()) {
                    refuse(
                            right,
                            "'null' in quotes is a text, and no event has this text",
                            "write null without quotes");
                    return;
                }
            }
            default -> {}
        }
        if (left instanceof SimpleFunctionStart function && !(right instanceof NullExpression)) {
            unknown(comparison, inner(function), value)
                    .forEach(unknown -> find(
                            unknown.severity(),
                            right,
                            unknown.reason() + ", so this " + (isNegative(comparison) ? "always" : "never") + " holds",
                            unknown.instead()));
        }
    }

    private Stream<UnknownName> unknown(BinaryExpression comparison, String function, String value) {
        if (headers.isType(function)) {
            return types(comparison.getOperator(), value);
        }
        return headers.isFamily(function) && (EQUAL.contains(comparison.getOperator()) || isList(comparison))
                ? values(comparison, value).stream().map(types::unknownFamily).flatMap(Optional::stream)
                : Stream.empty();
    }

    /** Of what a comparison excludes, only names are looked at: a pattern may exclude what never comes. */
    private Stream<UnknownName> types(BinaryOperatorType operator, String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return switch (operator) {
            case EQ, NOT_EQ -> types.unknown(value).stream();
            case IN, NOT_IN -> Stream.of(value.split(",")).map(types::unknown).flatMap(Optional::stream);
            case EQ_IGNORE -> types.unmatched(value, value::equalsIgnoreCase).stream();
            case CONTAINS -> types.unmatched(value, type -> type.contains(value)).stream();
            case CONTAINS_IGNORECASE ->
                types.unmatched(value, type -> type.toLowerCase(Locale.ROOT).contains(lower)).stream();
            case STARTS_WITH -> types.unmatched(value, type -> type.startsWith(value)).stream();
            case ENDS_WITH -> types.unmatched(value, type -> type.endsWith(value)).stream();
            case REGEX ->
                pattern(value).stream()
                        .flatMap(each -> types
                                .unmatched(value, type -> each.matcher(type).matches())
                                .stream());
            default -> Stream.empty();
        };
    }

    private static boolean isNegative(BinaryExpression comparison) {
        return comparison.getOperator().name().startsWith("NOT_");
    }

    private static Optional<Pattern> pattern(String value) {
        try {
            return Optional.of(Pattern.compile(value));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    /** The functions of a node, also those within a text. */
    private void functions(SimpleNode node) {
        if (node instanceof SimpleFunctionStart function) {
            String inner = inner(function);
            Matcher operator = OPERATOR_INSIDE.matcher(inner);
            if (isOfEvent(inner) && operator.find()) {
                refuse(
                        node,
                        "an operator within braces is part of a name, and no event has such a name",
                        "close the brace before the operator, ${" + inner.substring(0, operator.start()) + "} "
                                + operator.group().strip() + " …");
            } else if (BODY_METHOD.matcher(inner).matches() && script.isOfRouter() && !splits()) {
                refuse(
                        node,
                        "a dot after body calls a method that a payload does not have, and every event would fail here",
                        "write ${body?[" + BODY_METHOD.matcher(inner).replaceFirst("$1") + "]}");
            } else {
                headers.unknown(inner).ifPresent(unknown -> refuse(node, unknown.reason(), unknown.instead()));
            }
        } else if (node instanceof SingleQuoteStart quote) {
            quote.getBlock().getChildren().forEach(this::functions);
        }
    }

    /** Whether the body may be another thing than a payload. */
    private boolean splits() {
        return script.file().steps().anyMatch(step -> step.kind().equals("split"));
    }

    private static boolean isOfEvent(String function) {
        return function.matches("(?s)(?:in\\.)?(?:headers?|body)\\b.*");
    }

    private boolean isConstant(SimpleNode node) {
        return node instanceof NumericExpression
                || node instanceof BooleanExpression
                || node instanceof NullExpression
                || node instanceof LiteralNode
                || literal(node).filter(value -> !value.contains(OPAQUE)).isPresent();
    }

    /** The text between quotes, if there is no function in it. */
    private static Optional<String> literal(SimpleNode node) {
        return node instanceof SingleQuoteStart quote
                        && quote.getBlock().getChildren().stream().allMatch(LiteralNode.class::isInstance)
                ? Optional.of(text(quote.getBlock()))
                : Optional.empty();
    }

    private static String text(CompositeNodes block) {
        StringBuilder text = new StringBuilder();
        block.getChildren()
                .forEach(child -> text.append(
                        child instanceof LiteralNode literal
                                ? literal.getText()
                                : child instanceof SimpleFunctionStart function ? "${" + inner(function) + "}" : ""));
        return text.toString();
    }

    private static String inner(SimpleFunctionStart function) {
        return text(function.getBlock());
    }

    /** As it is written, if it is a function. */
    private static String source(SimpleNode node) {
        return node instanceof SimpleFunctionStart function ? "${" + inner(function) + "}" : "${header.eventType}";
    }

    private void refuse(SimpleNode at, String reason, String instead) {
        find(Severity.ERROR, at, reason, instead);
    }

    private void find(Severity severity, SimpleNode at, String reason, String instead) {
        found.add(script.finding(severity, at.getToken().getIndex(), reason, instead));
    }
}

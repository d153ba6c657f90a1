package dev.serai.check;

import dev.serai.config.Spelling;
import dev.serai.outbox.MappingWords;
import dev.serai.routes.Finding;
import dev.serai.routes.Finding.Severity;
import dev.serai.routes.GroovyScripts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.expr.ArgumentListExpression;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.ReturnStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.syntax.Types;
import org.jspecify.annotations.Nullable;

/** The names of one script in Groovy: a condition of a router, or a mapping of a destination. */
final class MappingNames extends CodeVisitorSupport {
    private static final Set<String> AT_A_PATH = Set.of("text", "at", "isTrue");
    private static final Set<String> AT_A_KEY = Set.of("get", "getOrDefault", "containsKey");
    /** Where the name of a class of Java begins. */
    private static final Set<String> PACKAGES = Set.of("java", "javax", "org", "com", "groovy", "dev");

    private final RouteScript script;
    private final Fields fields;
    private final EventTypes types;
    private final List<Finding> found = new ArrayList<>();
    private final EventHeaders headers;
    private final Set<String> ownMethods = new HashSet<>();
    private final Set<String> ownFields = new HashSet<>();
    private Map<String, Kind> kinds = new HashMap<>();

    /** What an expression is, as far as that can be read from the text. */
    private enum Kind {
        EVENT,
        PAYLOAD,
        HEADERS
    }

    MappingNames(RouteScript script, Fields fields, EventTypes types) {
        this.script = script;
        this.fields = fields;
        this.types = types;
        this.headers = new EventHeaders(script.file());
        if (script.isOfRouter()) {
            kinds.put("body", Kind.PAYLOAD);
            kinds.put("headers", Kind.HEADERS);
        }
    }

    /** @return nothing for a script that does not compile; loading it names the reason */
    Stream<Finding> check() {
        try {
            ModuleNode module = GroovyScripts.parsed(script.text());
            module.getMethods().stream().map(MethodNode::getName).forEach(ownMethods::add);
            module.getStatementBlock().visit(new OwnNames(ownMethods, ownFields));
            module.getStatementBlock().visit(this);
            module.getMethods().forEach(method -> method.getCode().visit(this));
            if (script.asks()) {
                result(module).ifPresent(this::assigns);
            }
        } catch (CompilationFailedException e) {
            return Stream.empty();
        }
        return found.stream();
    }

    private static Optional<Expression> result(ModuleNode module) {
        List<Statement> statements = module.getStatementBlock().getStatements();
        Statement last = statements.isEmpty() ? null : statements.get(statements.size() - 1);
        return last instanceof ExpressionStatement expression
                ? Optional.of(expression.getExpression())
                : last instanceof ReturnStatement returned ? Optional.of(returned.getExpression()) : Optional.empty();
    }

    private void assigns(Expression result) {
        if (result instanceof BinaryExpression binary && is(binary, Types.ASSIGN)) {
            refuse(binary, "\"=\" sets a value and compares nothing, so the condition asks nothing", "write ==");
        }
    }

    @Override
    public void visitClosureExpression(ClosureExpression closure) {
        closure(closure, Map.of());
    }

    private void closure(ClosureExpression closure, Map<String, Kind> given) {
        Map<String, Kind> outside = kinds;
        kinds = new HashMap<>(outside);
        for (Parameter parameter : parameters(closure)) {
            kinds.remove(parameter.getName());
        }
        kinds.putAll(given);
        super.visitClosureExpression(closure);
        kinds = outside;
    }

    private static List<Parameter> parameters(ClosureExpression closure) {
        return closure.getParameters() == null ? List.of() : List.of(closure.getParameters());
    }

    @Override
    public void visitDeclarationExpression(DeclarationExpression declaration) {
        super.visitDeclarationExpression(declaration);
        if (declaration.getLeftExpression() instanceof VariableExpression variable) {
            Kind kind = kind(declaration.getRightExpression());
            if (kind == null) {
                kinds.remove(variable.getName());
            } else {
                kinds.put(variable.getName(), kind);
            }
        }
    }

    @Override
    public void visitPropertyExpression(PropertyExpression property) {
        String name = property.getPropertyAsString();
        Kind kind = kind(property.getObjectExpression());
        if (name != null && kind != null) {
            name(kind, name, property.getProperty());
        }
        super.visitPropertyExpression(property);
    }

    private void name(Kind kind, String name, ASTNode at) {
        switch (kind) {
            case PAYLOAD -> field(name, at);
            case EVENT -> word(name, MappingWords.ofEvent(), "event", at);
            case HEADERS -> word(name, headers.known(), "headers", at);
        }
    }

    private void field(String name, ASTNode at) {
        if (!ownFields.contains(name)) {
            fields.unknown(name)
                    .ifPresent(
                            unknown -> found.add(finding(unknown.severity(), at, unknown.reason(), unknown.instead())));
        }
    }

    private void word(String name, Set<String> words, String of, ASTNode at) {
        if (words.stream().noneMatch(name::equalsIgnoreCase) && !ownFields.contains(name) && !isInternal(name)) {
            refuse(
                    at,
                    "\"" + of + "\" has no \"" + name + "\"",
                    Spelling.meant(name, words)
                            .map(meant -> "write " + of + "." + meant)
                            .orElse("write one of " + String.join(", ", new TreeSet<>(words))
                                    + "; a field of the payload is payload." + name));
        }
    }

    private static boolean isInternal(String name) {
        return name.startsWith("Camel") || name.equals("class");
    }

    @Override
    public void visitBinaryExpression(BinaryExpression binary) {
        Expression left = binary.getLeftExpression();
        Expression right = binary.getRightExpression();
        if (is(binary, Types.LEFT_SQUARE_BRACKET)) {
            Kind kind = kind(left);
            boolean hasKeys = kind == Kind.PAYLOAD || kind == Kind.HEADERS;
            if (kind != null
                    && hasKeys
                    && right instanceof ConstantExpression key
                    && key.getValue() instanceof String name) {
                name(kind, name, right);
            }
        } else if (is(binary, Types.LOGICAL_OR) || is(binary, Types.LOGICAL_AND)) {
            alone(left);
            alone(right);
        } else if (isType(left)
                && (is(binary, Types.COMPARE_EQUAL)
                        || is(binary, Types.COMPARE_NOT_EQUAL)
                        || is(binary, Types.KEYWORD_IN))) {
            type(right);
        }
        super.visitBinaryExpression(binary);
    }

    private void alone(Expression operand) {
        if (operand instanceof ConstantExpression constant && constant.getValue() instanceof String) {
            refuse(
                    operand,
                    "a text alone is true for every event, and || and && give true or false",
                    "compare again, or write ?: for a value in place of a missing one");
        }
    }

    private boolean isType(Expression expression) {
        return expression instanceof PropertyExpression property
                && ((kind(property.getObjectExpression()) == Kind.EVENT
                                && "type".equals(property.getPropertyAsString()))
                        || (kind(property.getObjectExpression()) == Kind.HEADERS
                                && "eventType".equals(property.getPropertyAsString())));
    }

    private void type(Expression value) {
        if (value instanceof ListExpression list) {
            list.getExpressions().forEach(this::type);
        } else if (value instanceof ConstantExpression constant && constant.getValue() instanceof String type) {
            types.unknown(type)
                    .ifPresent(unknown ->
                            found.add(finding(unknown.severity(), value, unknown.reason(), unknown.instead())));
        }
    }

    @Override
    public void visitMethodCallExpression(MethodCallExpression call) {
        String method = call.getMethodAsString();
        if (method != null) {
            method(call, method);
            path(call, method);
        }
        if ("map".equals(method) && isBody(call.getObjectExpression()) && !script.isOfRouter()) {
            mapping(call);
        } else {
            super.visitMethodCallExpression(call);
        }
    }

    private static boolean isBody(Expression expression) {
        return expression instanceof VariableExpression variable
                && variable.getName().equals("body");
    }

    private void mapping(MethodCallExpression call) {
        for (Expression argument : arguments(call)) {
            if (!(argument instanceof ClosureExpression closure)) {
                argument.visit(this);
            } else if (parameters(closure).size() == 2) {
                closure(
                        closure,
                        Map.of(
                                parameters(closure).get(0).getName(), Kind.EVENT,
                                parameters(closure).get(1).getName(), Kind.PAYLOAD));
            } else {
                refuse(
                        closure,
                        "body.map hands over an event and its payload, and every event would fail here",
                        "write body.map { event, payload -> … }");
            }
        }
    }

    private static List<Expression> arguments(MethodCallExpression call) {
        return call.getArguments() instanceof ArgumentListExpression list ? list.getExpressions() : List.of();
    }

    private void method(MethodCallExpression call, String name) {
        boolean isKnown = MappingWords.methods().contains(name) || ownMethods.contains(name);
        if (!isKnown && !isOfClass(call.getObjectExpression())) {
            Set<String> known = new TreeSet<>(MappingWords.methods());
            known.addAll(ownMethods);
            Spelling.meant(name, known)
                    .ifPresent(meant -> refuse(
                            call.getMethod(),
                            "no value has a method \"" + name + "\", and every event would fail here",
                            "write " + meant));
        }
    }

    private static boolean isOfClass(Expression expression) {
        if (expression instanceof PropertyExpression property) {
            return isOfClass(property.getObjectExpression());
        }
        if (expression instanceof MethodCallExpression call) {
            return isOfClass(call.getObjectExpression());
        }
        return expression instanceof VariableExpression variable
                && (PACKAGES.contains(variable.getName())
                        || Character.isUpperCase(variable.getName().charAt(0)));
    }

    /** {@code event.text('a.b')}, {@code event.at(value, 'a.b')} and {@code payload.get('a')}. */
    private void path(MethodCallExpression call, String method) {
        Kind kind = kind(call.getObjectExpression());
        for (Expression argument : arguments(call)) {
            if (argument instanceof ConstantExpression constant && constant.getValue() instanceof String path) {
                if (kind == Kind.EVENT && AT_A_PATH.contains(method)) {
                    Stream.of(path.split("\\.")).forEach(name -> field(name, argument));
                } else if (kind == Kind.PAYLOAD && AT_A_KEY.contains(method)) {
                    field(path, argument);
                    return;
                }
            }
        }
    }

    /** @return null if it may be anything */
    private @Nullable Kind kind(Expression expression) {
        if (expression instanceof VariableExpression variable) {
            return kinds.get(variable.getName());
        }
        if (expression instanceof PropertyExpression property) {
            Kind kind = kind(property.getObjectExpression());
            boolean isPayload = kind == Kind.EVENT && "payload".equals(property.getPropertyAsString());
            return isPayload || kind == Kind.PAYLOAD ? Kind.PAYLOAD : null;
        }
        if (expression instanceof BinaryExpression binary && is(binary, Types.LEFT_SQUARE_BRACKET)) {
            return kind(binary.getLeftExpression()) == Kind.PAYLOAD ? Kind.PAYLOAD : null;
        }
        if (expression instanceof MethodCallExpression call) {
            return "at".equals(call.getMethodAsString()) && kind(call.getObjectExpression()) == Kind.EVENT
                    ? Kind.PAYLOAD
                    : "delivery".equals(call.getMethodAsString()) ? Kind.EVENT : null;
        }
        return null;
    }

    private static boolean is(BinaryExpression binary, int operator) {
        return binary.getOperation().getType() == operator;
    }

    private void refuse(ASTNode at, String reason, String instead) {
        found.add(finding(Severity.ERROR, at, reason, instead));
    }

    private Finding finding(Severity severity, ASTNode at, String reason, String instead) {
        return script.finding(severity, Math.max(1, at.getLineNumber()), at.getColumnNumber(), reason, instead);
    }

    /** Collects what a script itself declares or sets. */
    private static final class OwnNames extends CodeVisitorSupport {
        private final Set<String> variables;
        private final Set<String> properties;

        OwnNames(Set<String> variables, Set<String> properties) {
            this.variables = variables;
            this.properties = properties;
        }

        @Override
        public void visitBinaryExpression(BinaryExpression binary) {
            if (is(binary, Types.ASSIGN)) {
                if (binary.getLeftExpression() instanceof VariableExpression variable) {
                    variables.add(variable.getName());
                } else if (binary.getLeftExpression() instanceof PropertyExpression property
                        && property.getPropertyAsString() != null) {
                    properties.add(property.getPropertyAsString());
                }
            }
            super.visitBinaryExpression(binary);
        }
    }
}

package dev.serai.check;

import dev.serai.routes.YamlTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.TernaryExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.ReturnStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.SourceUnit;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the record that {@code body.map { event, payload -> […] }} makes of each event, where the mapping says them all:
 * its result is one map literal, or null.
 */
final class MappedKeys {
    private MappedKeys() {}

    /**
     * The keys with their lines in the route file.
     *
     * @param script the text of a Groovy expression
     * @param word what is called on the records, such as {@code columns}; empty if nothing is
     * @return empty if the keys depend on the event, or if it is no such mapping
     */
    static Optional<Map<String, Integer>> of(YamlTree script, String word) {
        try {
            SourceUnit source = SourceUnit.create("mapping.groovy", script.text());
            source.parse();
            source.completePhase();
            source.convert();
            return last(source.getAST().getStatementBlock())
                    .flatMap(result -> word.isEmpty() ? Optional.of(result) : calledOn(result, word))
                    .flatMap(MappedKeys::mapping)
                    .flatMap(MappedKeys::record)
                    .flatMap(record -> keys(record, script));
        } catch (CompilationFailedException e) {
            return Optional.empty(); // loading the file names that
        }
    }

    private static Optional<Expression> calledOn(Expression result, String word) {
        return result instanceof MethodCallExpression call && word.equals(call.getMethodAsString())
                ? Optional.of(call.getObjectExpression())
                : Optional.empty();
    }

    private static Optional<ClosureExpression> mapping(Expression result) {
        return result instanceof MethodCallExpression call
                        && "map".equals(call.getMethodAsString())
                        && call.getObjectExpression().getText().equals("body")
                        && call.getArguments() instanceof TupleExpression arguments
                        && arguments.getExpressions().size() == 1
                        && arguments.getExpression(0) instanceof ClosureExpression closure
                ? Optional.of(closure)
                : Optional.empty();
    }

    private static Optional<MapExpression> record(ClosureExpression mapping) {
        return returnsOnlyNull(mapping.getCode())
                ? last(mapping.getCode()).flatMap(MappedKeys::orNull)
                : Optional.empty();
    }

    private static Optional<MapExpression> orNull(Expression result) {
        if (result instanceof TernaryExpression either) {
            return isNull(either.getFalseExpression())
                    ? orNull(either.getTrueExpression())
                    : isNull(either.getTrueExpression()) ? orNull(either.getFalseExpression()) : Optional.empty();
        }
        return result instanceof MapExpression map ? Optional.of(map) : Optional.empty();
    }

    /** Whether no statement before the last one returns a record; what closures inside return is none. */
    private static boolean returnsOnlyNull(Statement code) {
        boolean[] only = {true};
        Statement last = lastStatement(code).orElse(null);
        code.visit(new CodeVisitorSupport() {
            @Override
            public void visitReturnStatement(ReturnStatement statement) {
                only[0] &= statement == last || isNull(statement.getExpression());
            }

            @Override
            public void visitClosureExpression(ClosureExpression inside) {
                // its own returns
            }
        });
        return only[0];
    }

    private static boolean isNull(Expression expression) {
        return expression instanceof ConstantExpression constant && constant.isNullExpression();
    }

    private static Optional<Statement> lastStatement(Statement code) {
        List<Statement> statements = code instanceof BlockStatement block ? block.getStatements() : List.of(code);
        return statements.isEmpty() ? Optional.empty() : Optional.of(statements.get(statements.size() - 1));
    }

    private static Optional<Expression> last(Statement code) {
        return lastStatement(code).map(MappedKeys::value);
    }

    private static @Nullable Expression value(Statement statement) {
        return statement instanceof ReturnStatement result
                ? result.getExpression()
                : statement instanceof ExpressionStatement result ? result.getExpression() : null;
    }

    private static Optional<Map<String, Integer>> keys(MapExpression record, YamlTree script) {
        Map<String, Integer> keys = new LinkedHashMap<>();
        for (MapEntryExpression entry : record.getMapEntryExpressions()) {
            if (!(entry.getKeyExpression() instanceof ConstantExpression key)) {
                return Optional.empty();
            }
            keys.put(key.getText(), script.lineOf(from(script.text(), entry.getLineNumber())));
        }
        return Optional.of(keys);
    }

    /** The text from a line on. */
    private static String from(String text, int line) {
        return text.lines().skip(line - 1L).collect(Collectors.joining("\n"));
    }
}

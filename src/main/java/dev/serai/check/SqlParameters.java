package dev.serai.check;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The named parameters of a statement. Camel finds them by a pattern, those in comments and quotes too, where the database
 * finds none.
 */
final class SqlParameters {
    private static final Pattern QUOTED = Pattern.compile("--[^\\r\\n]*|/\\*[\\s\\S]*?\\*/|'[^']*'|\"[^\"]*\"|`[^`]*`");

    private final List<Parameter> all;

    /**
     * A parameter.
     *
     * @param line of the statement, from 1
     * @param quoted whether it stands in a comment or in quotes
     */
    record Parameter(String name, int line, boolean quoted) {}

    private SqlParameters(List<Parameter> all) {
        this.all = all;
    }

    /** @param mark what a name begins with, {@code :?} or {@code :#} */
    static SqlParameters of(String sql, String mark) {
        List<MatchResult> quoted = QUOTED.matcher(sql).results().toList();
        return new SqlParameters(Pattern.compile(Pattern.quote(mark) + "(\\w+)")
                .matcher(sql)
                .results()
                .map(found -> new Parameter(
                        found.group(1),
                        1
                                + (int) sql.chars()
                                        .limit(found.start())
                                        .filter(c -> c == '\n')
                                        .count(),
                        quoted.stream().anyMatch(each -> each.start() < found.start() && found.start() < each.end())))
                .toList());
    }

    /** Those that the database sees. */
    List<Parameter> real() {
        return all.stream().filter(each -> !each.quoted()).toList();
    }

    /** Those that only Camel sees, with a real one after them: each takes the value of the next. */
    Stream<Parameter> shifting() {
        int last = IntStream.range(0, all.size())
                .filter(i -> !all.get(i).quoted())
                .max()
                .orElse(-1);
        return all.stream().limit(last + 1L).filter(Parameter::quoted);
    }
}

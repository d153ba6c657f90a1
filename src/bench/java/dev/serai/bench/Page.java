package dev.serai.bench;

import java.util.stream.Collectors;

/**
 * {@code docs/performance.md}. Its prose is written by hand; the tables stand between {@code <!-- begin accept -->} and
 * {@code <!-- end accept -->}, and are replaced.
 */
record Page(String text) {

    /** The tables of the parts that were run. */
    String with(BenchResults results) {
        Page page = with("machine", table(results.machine()));
        for (var each : results.found().entrySet()) {
            page = page.with(
                    each.getKey().title(),
                    each.getValue().sheets().stream().map(Sheet::markdown).collect(Collectors.joining("\n")));
        }
        if (results.found().size() == Part.values().length) {
            page = page.with("targets", table(results.goals()));
        }
        return page.text();
    }

    /** Without its title: the page has its own there. */
    private static String table(Sheet sheet) {
        String markdown = sheet.markdown();
        return markdown.substring(markdown.indexOf('|'));
    }

    private Page with(String name, String tables) {
        String begin = "<!-- begin " + name + " -->\n";
        int from = text.indexOf(begin);
        int to = text.indexOf("<!-- end " + name + " -->", from);
        if (from < 0 || to < 0) {
            throw new IllegalStateException("the page has no place for " + name);
        }
        return new Page(text.substring(0, from + begin.length()) + "\n" + tables + "\n" + text.substring(to));
    }
}

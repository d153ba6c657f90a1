package dev.serai.check;

import dev.serai.config.DecodedText;
import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import dev.serai.routes.RouteFile.Step;
import dev.serai.routes.YamlTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Destinations that would do the same event twice: an event is sent again when an answer was lost, so the far side has to
 * recognise it. A mail cannot be recognised, and is passed over.
 */
final class RepeatRules {
    /** A comment or a text, which says nothing about what the statement does. */
    private static final Pattern ASIDE = Pattern.compile("--[^\\r\\n]*|/\\*[\\s\\S]*?\\*/|'[^']*'");

    private static final Pattern INSERT = Pattern.compile("(?i)\\binsert\\b(?!\\s*\\()");

    /** A word with which an insert finds a row that is there; Oracle has one in a hint. */
    private static final Pattern RECOGNISES = Pattern.compile("(?i)\\bon\\s+conflict\\b|\\bon\\s+duplicate\\s+key\\b"
            + "|\\bmerge\\b|\\bnot\\s+exists\\b|\\bnot\\s+in\\b|\\bexcept\\b|\\bminus\\b|\\binsert\\s+ignore\\b"
            + "|\\binsert\\s+or\\s+(?:ignore|replace)\\b");

    private static final Pattern HINT = Pattern.compile("(?i)/\\*\\+[^*]*ignore_row_on_dupkey_index");

    private static final Pattern CREATE = Pattern.compile(
            "salesforce[\\w-]*:(?://)?(createSObject|compositeCreateSObjectCollections|composite-tree)\\b.*");
    private static final Pattern PLATFORM_EVENT = Pattern.compile("\\w+__e");

    /** Steps that may send what no text of the file says. */
    private static final Set<String> ELSEWHERE = Set.of("script", "bean", "enrich", "process");

    private static final Pattern KEY_HEADER =
            Pattern.compile("(?i).*(?:idempoten|dedup|event-?id|message-?id|request-?id).*");
    private static final Pattern PATH_IN_QUOTES = Pattern.compile("'[^'\\n]*'");

    /** An id of the event, of the batch, or the sender's own. */
    private static final Pattern ID = Pattern.compile("[\\w)}\\]]\\??\\.(?:id\\b|getId\\b)");

    private static final Pattern SENDERS_ID = Pattern.compile("(?:text|at)\\(['\"]id['\"]");

    private static final String ROW_TWICE = "an event that is sent again would become a second row";
    private static final String INSTEAD_OF_INSERT =
            "make event_id the key of the table, and write on conflict do nothing,"
                    + " on duplicate key update, merge or where not exists";

    private final RouteFile file;

    private RepeatRules(RouteFile file) {
        this.file = file;
    }

    static Stream<Finding> check(RouteFile file) {
        boolean destination = file.routes().stream()
                .anyMatch(route -> route.get("from").get("uri").text().startsWith("outbox:"));
        RepeatRules rules = new RepeatRules(file);
        return destination
                ? Stream.of(rules.statements(), rules.creates(), rules.posts())
                        .flatMap(each -> each)
                        .map(Finding::asWarning)
                : Stream.empty();
    }

    private Stream<Step> steps() {
        return file.routes().stream().flatMap(StepRules::steps);
    }

    // databases

    private Stream<Finding> statements() {
        Stream<Finding> beside = file.tree()
                .all()
                .filter(YamlTree::isText)
                .flatMap(text -> ResourceRules.path(file, text).stream())
                .filter(path -> path.toString().endsWith(".sql"))
                .distinct()
                .flatMap(RepeatRules::statement);
        Stream<Finding> inside = steps().map(RepeatRules::uri)
                .filter(uri -> uri.text().startsWith("sql:"))
                .filter(uri -> repeats(uri.text()) >= 0)
                .map(uri -> file.finding(uri, ROW_TWICE, INSTEAD_OF_INSERT));
        return Stream.concat(beside, inside);
    }

    private static Stream<Finding> statement(Path path) {
        try {
            String sql = Files.isRegularFile(path) ? DecodedText.of(path).text() : "";
            int at = repeats(sql);
            return at < 0
                    ? Stream.empty()
                    : Stream.of(new Finding(
                            path.toString(),
                            1
                                    + (int) sql.chars()
                                            .limit(at)
                                            .filter(c -> c == '\n')
                                            .count(),
                            ROW_TWICE,
                            INSTEAD_OF_INSERT));
        } catch (IOException e) {
            return Stream.empty(); // loading the file names that
        }
    }

    /** Where a statement inserts a row that may be there; negative if it does not. */
    private static int repeats(String sql) {
        String plain =
                ASIDE.matcher(sql).replaceAll(aside -> " ".repeat(aside.group().length()));
        Matcher insert = INSERT.matcher(plain);
        return insert.find()
                        && !RECOGNISES.matcher(plain).find()
                        && !HINT.matcher(sql).find()
                ? insert.start()
                : -1;
    }

    // Salesforce

    private Stream<Finding> creates() {
        return steps().filter(step -> CREATE.matcher(uri(step).text()).matches())
                .filter(step -> !PLATFORM_EVENT
                        .matcher(step.fields()
                                .get("parameters")
                                .get("sObjectName")
                                .text())
                        .matches())
                .map(step -> file.finding(
                        uri(step),
                        "an event that is sent again would become a second record",
                        "write salesforce:compositeUpsertSObjectCollections, with an external id that has event.id"));
    }

    private static YamlTree uri(Step step) {
        return step.fields().isText() ? step.fields() : step.fields().get("uri");
    }

    // HTTP

    private Stream<Finding> posts() {
        return saysWhichEvent()
                ? Stream.empty()
                : HttpStep.of(file)
                        .filter(step -> Set.of("", "POST").contains(step.method()) && !SignatureRules.signs(step))
                        .map(step -> file.finding(
                                step.uri(),
                                "nothing that is sent says which event it is, and an event that is sent again would"
                                        + " count twice",
                                "set the header Idempotency-Key to ${body.first.key}, or ${body.id} for a batch; or send"
                                        + " event.id where the far side takes an id"));
    }

    private boolean saysWhichEvent() {
        return steps().anyMatch(step -> ELSEWHERE.contains(step.kind()))
                || file.tree().all().filter(YamlTree::isText).anyMatch(text -> isId(text) || isKeyHeader(text));
    }

    private static boolean isId(YamlTree text) {
        String said = text.path().contains("groovy")
                ? PATH_IN_QUOTES.matcher(text.text()).replaceAll("")
                : text.text();
        boolean expression = text.path().contains("expression") || text.path().contains("groovy");
        return expression
                && (ID.matcher(said).find()
                        || SENDERS_ID.matcher(text.text()).find()
                        || (text.text().startsWith("resource:") && text.path().contains("groovy")));
    }

    private static boolean isKeyHeader(YamlTree text) {
        return text.key().equals("name") && KEY_HEADER.matcher(text.text()).matches();
    }
}

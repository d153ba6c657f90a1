package dev.serai.check;

import dev.serai.config.Config;
import dev.serai.dispatch.Outcome;
import dev.serai.event.Event;
import dev.serai.event.Json;
import dev.serai.event.RoutingDecision;
import dev.serai.receive.Family;
import dev.serai.routes.FarSide.Call;
import dev.serai.routes.Finding;
import dev.serai.routes.RouteRule;
import dev.serai.routes.RouteRuntime;
import dev.serai.routes.RouteSettings;
import dev.serai.routes.RouteSource;
import jakarta.mail.Message.RecipientType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.component.mail.MailEndpoint;
import org.jspecify.annotations.Nullable;

/** Runs cases by the real routes and mappings. Nothing is sent: what would be, is compared with what the case expects. */
public final class CaseRunner implements AutoCloseable {
    /** Databases keep times so finely. */
    private static final Duration FINEST = Duration.ofNanos(1_000);

    private final RouteRuntime routes;
    private final CannedFarSide farSide;
    private final List<Family> families;

    private CaseRunner(RouteRuntime routes, CannedFarSide farSide, List<Family> families) {
        this.routes = routes;
        this.farSide = farSide;
        this.families = families;
    }

    /**
     * @param directory of the route files
     * @throws Exception if Camel does not start
     */
    public static CaseRunner of(Path directory, Config config, List<Family> families) throws Exception {
        return of(directory, config, families, Set.of(), source -> true);
    }

    /**
     * The same with the files that are meant.
     *
     * @param more types and fields that events have beside those that are described
     */
    static CaseRunner of(
            Path directory, Config config, List<Family> families, Set<String> more, Predicate<RouteSource> meant)
            throws Exception {
        RouteRule rule =
                new Validator(families, more).except(RouteSettings.from(config).unchecked());
        return of(directory, config, families, rule, meant);
    }

    /** Of routers that run already. */
    static CaseRunner ofRouters(Path directory, Config config, List<Family> families) throws Exception {
        return of(directory, config, families, file -> Stream.empty(), source -> !source.isDestination());
    }

    private static CaseRunner of(
            Path directory, Config config, List<Family> families, RouteRule rule, Predicate<RouteSource> meant)
            throws Exception {
        CannedFarSide farSide = new CannedFarSide(CannedFarSide.SAMPLES, false);
        RouteRuntime routes = RouteRuntime.offline(
                directory, config.with(mail(config)), rule, farSide, (step, exchange) -> {}, meant);
        routes.router.keepBack(families);
        return new CaseRunner(routes, farSide, families);
    }

    /** What cases of mails expect at each user: {@code <name>@example.com} in place of {@code mail.<name>.to}. */
    private static Map<String, String> mail(Config config) {
        Map<String, String> mail = new LinkedHashMap<>(Map.of("mail.from", "Serai <serai@example.com>"));
        config.names("mail", "to").forEach(name -> mail.put("mail." + name + ".to", name + "@example.com"));
        return mail;
    }

    /** What keeps route files out. */
    public List<Finding> problems() {
        return routes.problems();
    }

    /** What the router of its family decides about an event. */
    RoutingDecision decide(Event event) {
        return routes.route(event);
    }

    /** Runs the cases of a file. @return the cases that fail, or why the file cannot be read */
    List<Finding> run(Path file, Samples samples) {
        try {
            return Case.read(file, samples).stream()
                    .flatMap(each -> run(each).stream())
                    .toList();
        } catch (IOException | RuntimeException e) {
            return List.of(new Finding(file.toString(), 0, String.valueOf(e.getMessage()), ""));
        }
    }

    /** Runs one case. @return how the result differs from what the case expects; nothing if it does not */
    public Optional<Finding> run(Case given) {
        List<String> differences;
        farSide.begin();
        try {
            differences = differences(given);
        } catch (Exception e) {
            differences = List.of(String.valueOf(e.getMessage()));
        }
        return differences.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        given.file().toString(),
                        given.line(),
                        "\"" + given.name() + "\": " + String.join("; ", differences),
                        ""));
    }

    /** The calls that the last case made. */
    List<Call> calls() {
        return List.copyOf(farSide.calls());
    }

    private List<String> differences(Case given) throws Exception {
        Event event = families.stream()
                .filter(each -> each.name().equals(given.family()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no family is called " + given.family()))
                .event(given.payload(), given.json(), Family.Transmission.of(Case.RECEIVED_AT, given.requestHeaders()))
                .event();
        if (given.then().containsKey("expect")) {
            return decided(given, event);
        }
        Outcome outcome = routes.deliver(given.stem(), List.of(event)).get(event.id());
        if (!(outcome instanceof Outcome.Delivered)) {
            return List.of("is not delivered: " + outcome);
        }
        List<String> differences = new ArrayList<>();
        for (String key : given.then().keySet()) {
            differences.addAll(
                    switch (key) {
                        case "parameters" -> row(given, event);
                        case "body" -> body(given);
                        case "headers" -> headers(given);
                        case "mail" -> mail(given);
                        case "record" ->
                            Stream.of(record(given), marks(given))
                                    .flatMap(List::stream)
                                    .toList();
                        default -> List.<String>of();
                    });
        }
        return differences;
    }

    private List<String> decided(Case given, Event event) {
        RoutingDecision decision = routes.route(event);
        if (decision.unrouted() != null) {
            return List.of("is not decided: " + decision.unrouted());
        }
        return differ(
                "expect", List.copyOf(decision.destinations()), given.then().get("expect"));
    }

    /** Columns that a case does not name are null; but each row has its own id, and all arrive at the same time. */
    private List<String> row(Case given, Event event) throws IOException {
        Map<String, @Nullable Object> row = row(only("jdbc:", "sql:"));
        Map<String, @Nullable Object> expected = new LinkedHashMap<>();
        row.keySet().forEach(column -> expected.put(column, null));
        expected.put("event_id", event.id());
        expected.put("received_at", Case.RECEIVED_AT);
        expected.putAll(expectation(given, "parameters"));
        return differ(row, expected, expected.keySet());
    }

    /** As columns, as a list of records for {@code sql:}, or as a list in JSON for a statement that reads it. */
    private static Map<String, @Nullable Object> row(Call call) throws IOException {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        if (call.headers().get("CamelJdbcParameters") instanceof Map<?, ?> columns) {
            columns.forEach((column, values) ->
                    row.put(String.valueOf(column), values instanceof Object[] all ? all[0] : values));
        } else if (call.body() instanceof List<?> records) {
            row.putAll(Case.map(records.get(0)));
        } else if (call.headers().get("rows") instanceof String rows) {
            row.putAll(Case.map(((List<?>) Objects.requireNonNull(
                            Json.object("{\"rows\":" + rows + "}").get("rows")))
                    .get(0)));
        }
        return row;
    }

    private List<String> body(Case given) throws IOException {
        Object expected = given.then().get("body");
        if (expected == null) {
            return differ("calls", farSide.calls().size(), 0);
        }
        Map<String, Object> body = Json.object(text(only("http").body()));
        return differ(body, Case.map(expected), body.keySet());
    }

    private List<String> headers(Case given) {
        return differ(only("http").headers(), expectation(given, "headers"), List.of());
    }

    /** Of a mail, a case names what it cares for; the table is the paragraph after the first. */
    private List<String> mail(Case given) {
        Call call = only("mail:");
        String text = text(call.body()).replace("\r\n", "\n").stripTrailing();
        Map<String, @Nullable Object> mail = new TreeMap<>(call.headers());
        if (call.endpoint() instanceof MailEndpoint endpoint) {
            mail.put("from", endpoint.getConfiguration().getFrom());
            mail.put("to", endpoint.getConfiguration().getRecipients().get(RecipientType.TO));
        }
        mail.put("subject", call.headers().get("Subject"));
        mail.put("text", text);
        String[] paragraphs = text.split("\n\n", -1);
        mail.put("table", paragraphs.length > 1 ? paragraphs[1] : null);
        return differ(mail, expectation(given, "mail"), List.of());
    }

    /** What is upserted, without its type and its key. */
    private List<String> record(Case given) throws IOException {
        Call call = only("salesforce:compositeUpsert");
        Map<String, @Nullable Object> record = records(call).get(0);
        record.remove("attributes");
        record.keySet().removeIf(field -> call.endpoint().getEndpointUri().contains("sObjectIdName=" + field));
        return differ(record, expectation(given, "record"), record.keySet());
    }

    /** What both people get; nothing if the case does not say. */
    private List<String> marks(Case given) throws IOException {
        List<Object> marks = new ArrayList<>();
        for (Call call : farSide.calls("salesforce:compositeUpdate")) {
            marks.addAll(records(call));
        }
        List<Object> expected = new ArrayList<>();
        for (String type : given.then().get("mark") == null ? List.<String>of() : List.of("Contact", "Lead")) {
            Map<String, @Nullable Object> mark = new LinkedHashMap<>();
            mark.put("attributes", Map.of("type", type));
            mark.putAll(expectation(given, "mark"));
            mark.put("Id", "the " + type);
            expected.add(mark);
        }
        return differ("mark", marks, expected);
    }

    private static List<Map<String, @Nullable Object>> records(Call call) throws IOException {
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        Map<String, Object> json =
                Json.object(Json.write(Map.of("records", call.body() == null ? List.of() : call.body())));
        for (Object each : (List<?>) Objects.requireNonNull(json.get("records"))) {
            Map<String, @Nullable Object> record = Case.map(each);
            record.replaceAll((field, value) ->
                    CannedFarSide.PEOPLE.getOrDefault(String.valueOf(value), "").isEmpty()
                            ? value
                            : CannedFarSide.PEOPLE.get(String.valueOf(value)));
            records.add(record);
        }
        return records;
    }

    private Call only(String... beginnings) {
        List<Call> calls = farSide.calls(beginnings);
        if (calls.size() != 1) {
            throw new IllegalStateException(calls.size() + " calls where one is expected");
        }
        return calls.get(0);
    }

    private static Map<String, @Nullable Object> expectation(Case given, String key) {
        return Case.map(given.then().get(key));
    }

    private static String text(@Nullable Object body) {
        return body instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(body);
    }

    /** @param all what may be there and nothing else, beside what is expected; empty if that does not matter */
    private static List<String> differ(Map<String, ?> actual, Map<String, ?> expected, Collection<String> all) {
        return Stream.concat(expected.keySet().stream(), all.stream())
                .distinct()
                .flatMap(key -> differ(key, actual.get(key), expected.get(key)).stream())
                .toList();
    }

    private static List<String> differ(String what, @Nullable Object actual, @Nullable Object expected) {
        return Objects.equals(actual, expected) || isSame(String.valueOf(actual), String.valueOf(expected))
                ? List.of()
                : List.of(
                        Wording.isSecret(what)
                                ? what + " is not as expected"
                                : what + " is " + actual + " where " + expected + " is expected");
    }

    private static boolean isSame(String actual, String expected) {
        try {
            return actual.equals(expected)
                    || Duration.between(Instant.parse(actual), Instant.parse(expected))
                                    .abs()
                                    .compareTo(FINEST)
                            < 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    @Override
    public void close() {
        routes.close();
    }
}

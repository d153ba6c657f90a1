package dev.serai.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.Config;
import dev.serai.config.Section;
import dev.serai.config.Spelling;
import dev.serai.optimizely.api.ApiSettings;
import dev.serai.optimizely.api.CampaignWebhooks;
import dev.serai.optimizely.api.CmpSettings;
import dev.serai.optimizely.api.ExperimentationWebhooks;
import dev.serai.optimizely.api.OptimizelyApis;
import dev.serai.registration.ReceiverSecret.Kind;
import dev.serai.routes.Finding;
import dev.serai.routes.YamlTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads {@code config/webhooks.yaml} with the keys that it refers to, and tells all mistakes at once. */
public final class WebhooksFileReader {
    private static final String URL = "public-url";
    private static final String EXPERIMENTATION = "experimentation";
    private static final String DESCRIPTION = "Sends events to Serai";
    private static final List<String> TOP = List.of(URL, "campaign", "graph", "cmp", EXPERIMENTATION);
    private static final List<String> TOPICS =
            List.of("*.*", "doc.*", "doc.updated", "doc.expired", "bulk.*", "bulk.completed");
    private static final String CMP_HEADER = "Callback-Secret";
    private static final String ALL = "all";

    private final Path file;
    private final Config config;
    private final OptimizelyApis apis;
    private final List<Finding> errors = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();
    private final Set<String> entries = new HashSet<>();

    private WebhooksFileReader(Path file, Config config, OptimizelyApis apis) {
        this.file = file;
        this.config = config;
        this.apis = apis;
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it is not there or cannot be read
     * @throws WebhooksFileException with every mistake
     */
    public static WebhooksFile read(Path file, Config config, OptimizelyApis apis)
            throws IOException, WebhooksFileException {
        return new WebhooksFileReader(file, config, apis).read();
    }

    private WebhooksFile read() throws IOException, WebhooksFileException {
        YamlTree root;
        try {
            root = YamlTree.read(file);
        } catch (YamlEngineException e) {
            throw new WebhooksFileException(List.of(YamlTree.error(file, e)));
        }
        keys(root, TOP, "the file");
        YamlTree url = root.get(URL);
        String problem = PublicUrl.problem(url.text());
        if (!root.entries().containsKey(URL)) {
            error(
                    root,
                    URL + " is missing",
                    "write " + URL + ": https:// and the name by which Optimizely reaches Serai");
        } else if (problem != null) {
            error(url, URL + " " + problem, "write it as https://hooks.example.com");
        }
        List<Wanted> wanted = new ArrayList<>();
        items(root, "campaign").forEach(entry -> add(wanted, campaign(entry)));
        items(root, "graph").forEach(entry -> add(wanted, graph(entry)));
        items(root, "cmp").forEach(entry -> add(wanted, cmp(entry)));
        items(root, EXPERIMENTATION).forEach(entry -> add(wanted, experimentation(entry)));
        openFamilies(wanted);
        if (!errors.isEmpty()) {
            errors.sort(Comparator.comparingInt(Finding::line));
            throw new WebhooksFileException(errors);
        }
        return new WebhooksFile(new PublicUrl(url.text()), wanted, warnings);
    }

    private static void add(List<Wanted> wanted, @Nullable Wanted entry) {
        if (entry != null) {
            wanted.add(entry);
        }
    }

    private void openFamilies(List<Wanted> wanted) {
        Stream<String> families = wanted.stream()
                .filter(each -> each.secret() != null)
                .map(each -> each.account().family());
        families.distinct().forEach(family -> {
            if (config.section(family).text("sender").equals("open")) {
                warnings.add(new Finding(
                                family + ".sender",
                                0,
                                family + ".sender is open, so that Serai takes events of this family from anybody",
                                "set it to secret: the webhooks are registered with a secret")
                        .asWarning());
            }
        });
    }

    private List<YamlTree> items(YamlTree root, String family) {
        YamlTree list = root.get(family);
        if (list.node() != null
                && !list.isList()
                && !(list.isText() && list.text().isEmpty())) {
            error(list, family + " is no list", "begin each entry with \"- \"");
        }
        return list.items().stream().filter(entry -> isMap(entry, family)).toList();
    }

    private boolean isMap(YamlTree entry, String family) {
        if (!entry.isMap()) {
            error(entry, "an entry of " + family + " is no mapping", "write its keys, such as secret: header");
        }
        return entry.isMap();
    }

    private @Nullable Wanted campaign(YamlTree entry) {
        keys(entry, List.of("client", "account", "events", "secret"), "an entry of campaign");
        String client = entry.get("client").text();
        if (!client.matches("\\d{1,19}")) {
            error(
                    entry.get("client"),
                    "client must be the client id, a number",
                    "copy it from Administration > API overview > REST API in Campaign");
        }
        String account = account(entry, "campaign", apis.campaign());
        List<String> types = names(entry, "events", CampaignWebhooks.TYPES, true);
        ReceiverSecret secret = secret(entry, "campaign", List.of(Kind.BASIC, Kind.HEADER, Kind.PATH));
        if (!client.isEmpty() && !entries.add("campaign " + client)) {
            error(
                    entry.get("client"),
                    "the client " + client + " stands here twice",
                    "write one entry for each client");
        }
        return account == null || secret == null
                ? null
                : new Wanted.Campaign(new Account("campaign", account, client), types, secret);
    }

    private @Nullable Wanted graph(YamlTree entry) {
        keys(entry, List.of("account", "topics", "filters", "secret"), "an entry of graph");
        String account = account(entry, "graph", apis.graph());
        List<String> topics = names(entry, "topics", TOPICS, false);
        List<JsonNode> filters = filters(entry.get("filters"));
        ReceiverSecret secret = secret(entry, "graph", List.of(Kind.HEADER, Kind.PATH));
        Set<String> all = topics.equals(TOPICS) ? Set.of("*.*") : new LinkedHashSet<>(topics);
        return account == null || secret == null
                ? null
                : new Wanted.Graph(new Account("graph", account, ""), all, filters, secret);
    }

    private @Nullable Wanted cmp(YamlTree entry) {
        keys(entry, List.of("account", "name", "description", "events", "secret"), "an entry of cmp");
        String account = account(entry, "cmp", apis.cmp());
        String name = entry.get("name").text();
        if (name.isBlank()) {
            error(entry.get("name"), "name is missing", "write a name that no other webhook has, such as name: serai");
        } else if (!entries.add("cmp " + account + " " + name)) {
            error(entry.get("name"), "the name " + name + " stands here twice", "CMP merges by name: write another");
        }
        List<String> events = names(entry, "events", CmpSettings.EVENTS, false);
        ReceiverSecret secret = secret(entry, "cmp", List.of(Kind.HEADER, Kind.PATH));
        if (secret != null) {
            fitsCmp(entry.get("secret"), secret);
        }
        String description = entry.get("description").text();
        return account == null || secret == null
                ? null
                : new Wanted.Cmp(
                        new Account("cmp", account, ""),
                        name,
                        description.isBlank() ? DESCRIPTION : description,
                        new LinkedHashSet<>(events),
                        secret);
    }

    private @Nullable Wanted experimentation(YamlTree entry) {
        keys(entry, List.of("project", "account", "name", "description", "events"), "an entry of " + EXPERIMENTATION);
        String project = entry.get("project").text();
        boolean isId = project.matches("\\d{1,19}");
        if (!isId) {
            error(
                    entry.get("project"),
                    "project must be the project id, a number",
                    "copy it from the address of the project: app.optimizely.com/v2/projects/<id>");
        }
        String account = account(entry, EXPERIMENTATION, apis.experimentation());
        String name = entry.get("name").text();
        if (name.isBlank()) {
            error(
                    entry.get("name"),
                    "name is missing",
                    "write what people shall read in the project, such as name: serai");
        } else if (!entries.add(EXPERIMENTATION + " " + project + " " + name)) {
            error(
                    entry.get("name"),
                    "the name " + name + " stands here twice for the project " + project,
                    "write another one");
        }
        List<String> events = names(entry, "events", ExperimentationWebhooks.EVENTS, false);
        if (entry.get("events").isList() && events.isEmpty()) {
            error(entry.get("events"), "events is empty", "write events: all, or take the entry out");
        }
        String description = entry.get("description").text();
        return account == null || !isId
                ? null
                : new Wanted.Experimentation(
                        new Account(EXPERIMENTATION, account, project),
                        name,
                        description.isBlank() ? DESCRIPTION : description,
                        new LinkedHashSet<>(events));
    }

    private void fitsCmp(YamlTree at, ReceiverSecret secret) {
        if (secret.value().length() > CmpSettings.MAX_SECRET) {
            error(
                    at,
                    "the first value of " + secret.key() + " has "
                            + secret.value().length() + " characters, and CMP takes at most " + CmpSettings.MAX_SECRET,
                    "put a shorter one first");
        }
        if (secret.kind() == Kind.HEADER && !secret.header().equalsIgnoreCase(CMP_HEADER)) {
            error(
                    at,
                    "CMP sends its secret as " + CMP_HEADER + ", and cmp.header names another",
                    "set cmp.header=" + CMP_HEADER);
        }
    }

    /** @return null if there is none that can be used */
    private @Nullable String account(YamlTree entry, String family, Map<String, ApiSettings> accounts) {
        YamlTree at = entry.get("account");
        ApiSettings api = accounts.get(at.text());
        if (api == null) {
            String leaf = family + ".api." + at.text() + ".*";
            error(
                    at,
                    "account " + at.text() + " has no keys " + leaf,
                    Spelling.meant(at.text(), accounts.keySet())
                            .filter(meant -> !meant.isEmpty())
                            .map(meant -> "write " + meant)
                            .orElse("set the keys, or leave account out for " + family + ".api.*"));
            return null;
        }
        String problem = api.problem();
        if (problem != null) {
            error(at, problem, "");
            return null;
        }
        return at.text();
    }

    private @Nullable ReceiverSecret secret(YamlTree entry, String family, List<Kind> kinds) {
        YamlTree at = entry.get("secret");
        List<String> words = kinds.stream().map(Kind::word).toList();
        Kind kind = kinds.stream()
                .filter(each -> each.word().equals(at.text()))
                .findFirst()
                .orElse(null);
        if (kind == null) {
            String missing = at.text().isEmpty() ? "secret is missing" : "secret " + at.text() + " is not known here";
            error(
                    at,
                    missing,
                    Spelling.meant(at.text(), words)
                            .map(meant -> "write " + meant)
                            .orElse("write one of " + String.join(", ", words)));
            return null;
        }
        Section keys = config.section(family);
        ReceiverSecret secret = ReceiverSecret.first(keys, kind);
        String key = ReceiverSecret.key(family, kind);
        if (secret == null) {
            error(
                    at,
                    "secret: " + kind.word() + " needs " + key + ", which is not set",
                    "set it, or " + Config.variable(key) + " in the environment, here and where the gateway runs");
        }
        return secret;
    }

    /** @param closed whether the vendor refuses any other name */
    private List<String> names(YamlTree entry, String key, List<String> known, boolean closed) {
        YamlTree at = entry.get(key);
        if (at.isText() && at.text().equals(ALL)) {
            return known;
        }
        if (!at.isList()) {
            error(at, key + " must be all or a list", "write " + key + ": all, or " + key + ": [" + known.get(0) + "]");
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (YamlTree item : at.items()) {
            name(item, known, closed);
            names.add(item.text());
        }
        if (names.isEmpty() && !key.equals("events")) {
            error(at, key + " is empty", "write " + key + ": all, or take the entry out");
        }
        return names.stream().distinct().toList();
    }

    private void name(YamlTree item, List<String> known, boolean closed) {
        if (known.contains(item.text())) {
            return;
        }
        String reason = "\"" + item.text() + "\" is not known to Serai";
        String meant = Spelling.meant(item.text(), known).orElse("");
        if (closed || !meant.isEmpty() || item.text().isBlank()) {
            error(item, reason, "write " + (meant.isEmpty() ? "one of " + String.join(", ", known) : meant));
        } else {
            warnings.add(finding(item, reason, "if Optimizely refuses it, write one of " + String.join(", ", known))
                    .asWarning());
        }
    }

    private List<JsonNode> filters(YamlTree at) {
        if (at.node() == null) {
            return List.of();
        }
        List<JsonNode> filters = new ArrayList<>();
        for (YamlTree filter : at.isList() ? at.items() : List.of(at)) {
            if (!filter.isMap()) {
                error(filter, "a filter is no mapping", "write {status: {eq: Published}}");
                continue;
            }
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            new TreeMap<>(filter.entries()).forEach((field, condition) -> json.set(field, condition(field, condition)));
            filters.add(json);
        }
        return filters;
    }

    private JsonNode condition(String field, YamlTree condition) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        YamlTree eq = condition.get("eq");
        YamlTree in = condition.get("in");
        if (condition.entries().size() != 1 || !(eq.isText() || in.isList())) {
            error(
                    condition,
                    "the filter of " + field + " has another form than Graph takes",
                    "write " + field + ": {eq: value} or " + field + ": {in: [value, value]}");
        } else if (eq.isText()) {
            json.set("eq", value(eq));
        } else {
            ArrayNode values = json.putArray("in");
            in.items().forEach(item -> values.add(value(item)));
        }
        return json;
    }

    private static JsonNode value(YamlTree scalar) {
        Tag tag = scalar.node() instanceof ScalarNode node ? node.getTag() : Tag.STR;
        if (tag.equals(Tag.BOOL)) {
            return JsonNodeFactory.instance.booleanNode(Boolean.parseBoolean(scalar.text()));
        }
        return tag.equals(Tag.INT) && scalar.text().matches("-?\\d{1,18}")
                ? JsonNodeFactory.instance.numberNode(Long.parseLong(scalar.text()))
                : JsonNodeFactory.instance.textNode(scalar.text());
    }

    private void keys(YamlTree map, Collection<String> known, String what) {
        if (map.node() != null && !map.isMap()) {
            error(map, what + " is no mapping", "write its keys: " + String.join(", ", known));
        }
        Set<String> seen = new HashSet<>();
        for (YamlTree key : map.keys()) {
            if (!known.contains(key.text())) {
                error(
                        key,
                        what + " has no key \"" + key.text() + "\"",
                        Spelling.meant(key.text(), known)
                                .map(meant -> "write " + meant)
                                .orElse("write one of " + String.join(", ", known)));
            } else if (!seen.add(key.text())) {
                error(key, what + " has " + key.text() + " twice, and the last one would win", "keep one of them");
            }
        }
    }

    private void error(YamlTree at, String reason, String instead) {
        errors.add(finding(at, reason, instead));
    }

    private Finding finding(YamlTree at, String reason, String instead) {
        return new Finding(Finding.Severity.ERROR, file.toString(), at.line(), at.column(), reason, instead);
    }

    /** The families that a file can name. */
    public static Stream<String> families() {
        return TOP.stream().skip(1);
    }
}

package dev.serai;

import static dev.serai.testing.Gateway.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.testing.ApiDocumentation;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Needs;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The alerts for Prometheus and the dashboard for Grafana ask for what the gateway says, and lead to the runbook. */
class MonitoringTest {
    private static final Path RULES = Path.of("monitoring/prometheus/serai.rules.yml");
    private static final List<Path> CASES = List.of(
            Path.of("monitoring/prometheus/serai.test.yml"), Path.of("monitoring/prometheus/serai-days.test.yml"));
    private static final Path DASHBOARD = Path.of("monitoring/grafana/serai.json");
    private static final Path RUNBOOK = Path.of("docs/runbook.md");
    private static final Pattern NAME = Pattern.compile("\\b(?:serai|jvm|process|system)_[a-z_]+\\b");
    private static final Pattern KIND = Pattern.compile("serai_health_reason\\{kind=\"([a-z-]+)\"}");
    /** What Grafana puts in the place of its variables. */
    private static final Map<String, String> VARIABLES =
            Map.of("$__rate_interval", "5m", "$instance", ".*", "${datasource}", "prometheus");

    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode yaml(Path file) throws IOException {
        return JSON.valueToTree(new Yaml().<Object>load(Files.readString(file)));
    }

    private static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        yaml(RULES).path("groups").forEach(group -> group.path("rules").forEach(rules::add));
        assertThat(rules).isNotEmpty();
        return rules;
    }

    private static JsonNode dashboard() throws IOException {
        return JSON.readTree(DASHBOARD.toFile());
    }

    /** The expressions of all panels. */
    private static List<String> expressions() throws IOException {
        List<String> expressions = new ArrayList<>();
        for (JsonNode panel : dashboard().path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                String expression = target.path("expr").asText();
                for (Map.Entry<String, String> variable : VARIABLES.entrySet()) {
                    expression = expression.replace(variable.getKey(), variable.getValue());
                }
                expressions.add(expression);
            }
        }
        assertThat(expressions).isNotEmpty();
        return expressions;
    }

    @Test
    void theyAskOnlyForMetricsThatAGatewayHas() throws Exception {
        Set<String> asked = new TreeSet<>();
        List<String> texts = new ArrayList<>(expressions());
        rules().forEach(rule -> texts.add(rule.path("expr").asText()));
        texts.forEach(text -> NAME.matcher(text).results().forEach(name -> asked.add(name.group())));

        try (Gateway gateway = Gateway.start(
                Database.H2,
                Map.of(
                        "salesforce.login-url", "http://127.0.0.1:1",
                        "salesforce.client-id", "serai",
                        "salesforce.client-secret", "secret"))) {
            gateway.post("cmp", sample("cmp/asset_added"));
            gateway.post("campaign", sample("campaign/bounce"));
            // before the first scrape, because what a scrape reads is shown for 10 s
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() -> gateway.health().path("reasons").toString().contains("salesforce-bounces"));
            Awaitility.await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> {
                Set<String> there = gateway.metrics()
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.split("[{ ]", 2)[0])
                        .collect(Collectors.toSet());
                assertThat(there).containsAll(asked);
            });
            assertThat(gateway.metrics())
                    .contains("serai_health_reason{kind=\"suspended\",where=\"salesforce-bounces\"} 1");
        }
    }

    @Test
    void eachReasonOfHealthHasAnAlert() throws IOException {
        List<String> kinds = new ArrayList<>();
        for (JsonNode rule : rules()) {
            Matcher kind = KIND.matcher(rule.path("expr").asText());
            while (kind.find()) {
                kinds.add(kind.group(1));
            }
        }
        JsonNode documented = ApiDocumentation.root().at("/components/schemas/Attention/properties/kind/enum");
        assertThat(kinds)
                .containsExactlyElementsOf(StreamSupport.stream(documented.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList());
    }

    @Test
    void eachAlertLeadsToAChapterOfTheRunbook() throws IOException {
        Set<String> anchors = Files.readAllLines(RUNBOOK).stream()
                .filter(line -> line.startsWith("## "))
                .map(line -> RUNBOOK + "#"
                        + line.substring(3)
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^a-z0-9 _-]", "")
                                .replace(' ', '-'))
                .collect(Collectors.toSet());
        for (JsonNode rule : rules()) {
            String alert = rule.path("alert").asText();
            JsonNode annotations = rule.path("annotations");
            assertThat(annotations.path("summary").asText()).as(alert).isNotBlank();
            assertThat(annotations.path("description").asText()).as(alert).isNotBlank();
            assertThat(annotations.path("runbook_url").asText()).as(alert).isIn(anchors);
            assertThat(rule.path("labels").path("severity").asText()).as(alert).isIn("critical", "warning", "info");
        }
    }

    @Test
    void eachAlertHasACaseThatFiresAndOneThatDoesNot() throws IOException {
        Map<String, Set<Boolean>> cases = new HashMap<>();
        for (Path file : CASES) {
            yaml(file)
                    .path("tests")
                    .findValues("alert_rule_test")
                    .forEach(group -> group.forEach(
                            each -> cases.computeIfAbsent(each.path("alertname").asText(), any -> new HashSet<>())
                                    .add(!each.path("exp_alerts").isEmpty())));
        }
        for (JsonNode rule : rules()) {
            String alert = rule.path("alert").asText();
            assertThat(cases.get(alert)).as(alert).containsExactlyInAnyOrder(true, false);
        }
        assertThat(cases).hasSameSizeAs(rules());
    }

    @Test
    void thePanelsHaveIdsAndQuestionsOfTheirOwn() throws IOException {
        List<Integer> ids = new ArrayList<>();
        dashboard().path("panels").forEach(panel -> {
            ids.add(panel.path("id").asInt());
            assertThat(panel.path("title").asText()).isNotBlank();
        });
        assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(10);
    }

    @Test
    void promtoolAcceptsTheRulesAndTheirCases() throws Exception {
        promtool("check", "rules", RULES.toString());
        for (Path file : CASES) {
            promtool("test", "rules", file.toString());
        }
    }

    @Test
    void promtoolReadsEachExpressionOfTheDashboard(@TempDir Path directory) throws Exception {
        List<Map<String, String>> rules = new ArrayList<>();
        for (String expression : expressions()) {
            rules.add(Map.of("record", "panel:" + rules.size(), "expr", expression));
        }
        // JSON is YAML
        Path file = directory.resolve("dashboard.yml");
        JSON.writeValue(file.toFile(), Map.of("groups", List.of(Map.of("name", "dashboard", "rules", rules))));
        promtool("check", "rules", file.toString());
    }

    private static void promtool(String... arguments) throws Exception {
        Path program = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "promtool"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        Needs.program(program != null, "promtool is not installed; apt-get install prometheus");
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}

package dev.serai.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.check.Validator;
import dev.serai.config.Config;
import dev.serai.event.Event;
import dev.serai.event.EventId;
import dev.serai.event.RoutingDecision;
import dev.serai.optimizely.Families;
import dev.serai.receive.Family;
import dev.serai.routes.FarSide.Answer;
import dev.serai.testing.Routes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files of a directory are read, and what is said of the others. */
@SuppressWarnings("NullAway.Init")
class RouteDirectoryTest {
    private static final Set<String> FAMILIES =
            Families.SHIPPED.from(Config.shipped()).stream().map(Family::name).collect(Collectors.toSet());

    @TempDir
    Path parent;

    private Path directory;
    private Routes routes;

    @BeforeEach
    void copy() {
        directory = parent.resolve("routes");
        routes = Routes.copyTo(directory);
    }

    @Test
    void aCopyBesideARouterIsTheFinding() throws Exception {
        routes.copy("cmp.camel.yaml", "cmp-old.camel.yaml")
                .edit("cmp-old.camel.yaml", "outbox:asset-archive", "outbox:content-archive");
        assertThat(problems())
                .containsExactly(
                        "cmp-old.camel.yaml:3: route id cmp is already in cmp.camel.yaml"
                                + " - give it its own id, the name of the file",
                        "cmp-old.camel.yaml:7: a route from direct:cmp is already in cmp.camel.yaml - keep one of the two");
        assertThat(decide().destinations()).containsExactly("asset-archive");
    }

    @Test
    void aCopyDoesNotTakeThePlaceOfAFileThatCannotBeLoaded() throws Exception {
        routes.copy("cmp.camel.yaml", "cmp-old.camel.yaml").edit("cmp.camel.yaml", "steps:", "stepps:");
        assertThat(decide().unrouted()).startsWith("no router direct:cmp: ").contains("cmp.camel.yaml:9");
    }

    @Test
    void aCopyOfADestinationIsTheFinding() throws Exception {
        routes.copy("destinations/asset-archive.camel.yaml", "destinations/a.camel.yaml");
        assertThat(problems())
                .containsExactly(
                        "destinations/a.camel.yaml:3: route id asset-archive is already in"
                                + " destinations/asset-archive.camel.yaml - give it its own id, the name of the file",
                        "destinations/a.camel.yaml:7: a route from outbox:asset-archive is already in"
                                + " destinations/asset-archive.camel.yaml - keep one of the two");
    }

    @Test
    void aConfigMapIsReadOnce() throws Exception {
        likeAConfigMap(directory.resolve("destinations"));
        likeAConfigMap(directory);
        assertThat(problems()).isEmpty();
        assertThat(decide().destinations()).containsExactly("asset-archive");
    }

    @Test
    void aLinkedDirectoryIsRead() throws Exception {
        Files.move(directory.resolve("destinations"), parent.resolve("elsewhere"));
        Files.createSymbolicLink(directory.resolve("destinations"), Path.of("../elsewhere"));
        Files.createSymbolicLink(directory.resolve("loop"), Path.of("."));
        Path link = Files.createSymbolicLink(parent.resolve("link"), directory);
        directory = link;
        assertThat(problems()).isEmpty();
        assertThat(decide().destinations()).containsExactly("asset-archive");
    }

    @Test
    void aLinkThatLeadsNowhereIsNamed() throws Exception {
        Files.createSymbolicLink(directory.resolve("shop.camel.yaml"), Path.of("nowhere"));
        assertThat(problems()).singleElement().asString().startsWith("shop.camel.yaml: cannot be read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".cmp.camel.yaml.swp",
                ".cmp.camel.yaml.swo",
                "cmp.camel.yaml~",
                "#cmp.camel.yaml#",
                ".#cmp.camel.yaml",
                "4913",
                ".goutputstream-A1B2C3",
                "cmp.camel.yaml___jb_tmp___",
                "..2026_11_29/cmp.camel.yaml",
                ".git/cmp.camel.yaml",
                "..cmp.camel.yaml",
                "README.md",
                "destinations/notes.txt"
            })
    void whatIsNoRouteIsPassedOver(String name) throws Exception {
        write(name);
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shop.yaml | its name does not end in .camel.yaml - call it shop.camel.yaml, or move it out of .",
                "shop.yml | its name does not end in .camel.yaml - call it shop.camel.yaml, or move it out of .",
                "shop.camel.yml | its name does not end in .camel.yaml - call it shop.camel.yaml, or move it out of .",
                "shop.camel.YAML | its name does not end in .camel.yaml - call it shop.camel.yaml, or move it out of .",
                "shop.camel.yaml.txt | its name does not end in .camel.yaml - call it shop.camel.yaml, or move it out of .",
                "shop.camel.xml | its name does not end in .camel.yaml - call it shop.camel.yaml, or move it out of .",
                "cmp.camel.yaml.bak | its name does not end in .camel.yaml - move it out of .",
                "cmp.camel.yaml.2026-11-29 | its name does not end in .camel.yaml - move it out of .",
                "destinations/crm.yaml | its name does not end in .camel.yaml - call it crm.camel.yaml, or move it out of .",
                "shop.test.yml | its name does not end in .test.yaml - call it shop.test.yaml, or move it out of .",
                "old/cmp.camel.yaml | a router is in . and a destination in destinations - move it there, or out of .",
                "destinations/eu/crm.camel.yaml | a router is in . and a destination in destinations - move it there, or out of ."
            })
    void whatLooksLikeARouteIsNamed(String name, String reason) throws Exception {
        write(name);
        assertThat(problems()).containsExactly(name + ": is not read, because " + reason);
    }

    @Test
    void aMisnamedRouterIsWhyItsEventsWait() throws Exception {
        Files.move(directory.resolve("cmp.camel.yaml"), directory.resolve("cmp.yaml"));
        assertThat(decide().unrouted())
                .startsWith("no router direct:cmp: ")
                .contains("is not read, because its name does not end in .camel.yaml - call it cmp.camel.yaml");
    }

    @Test
    void aRouterOfNoFamilyIsNamed() throws Exception {
        routes.copy("cmp.camel.yaml", "shop.camel.yaml")
                .edit("shop.camel.yaml", "id: cmp\n", "id: shop\n")
                .edit("shop.camel.yaml", "direct:cmp", "direct:shop");
        assertThat(problems())
                .containsExactly("shop.camel.yaml:7: no family is called \"shop\", so that no event comes here"
                        + " - name the file and uri: after a family (campaign, cmp, experimentation, graph, serai),"
                        + " or move the file out of the routes");
    }

    @Test
    void aRouterThatAnotherOneCallsIsRead() throws Exception {
        routes.copy("cmp.camel.yaml", "assets.camel.yaml")
                .edit("assets.camel.yaml", "id: cmp\n", "id: assets\n")
                .edit("assets.camel.yaml", "direct:cmp", "direct:assets")
                .edit("cmp.camel.yaml", "outbox:asset-archive", "direct:assets");
        assertThat(problems()).isEmpty();
        assertThat(decide().destinations()).containsExactly("asset-archive");
    }

    @Test
    void aDestinationAmongTheRoutersIsNamed() throws Exception {
        Files.move(
                directory.resolve("destinations/slack-alerts.camel.yaml"),
                directory.resolve("slack-alerts.camel.yaml"));
        assertThat(problems())
                .containsExactly(
                        "slack-alerts.camel.yaml:9: outbox:slack-alerts is a destination, and this file is where"
                                + " routers are - move the file to destinations");
    }

    private void write(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.copy(directory.resolve("cmp.camel.yaml"), file);
    }

    /** As the kubelet mounts it: the files lie in a directory of their time, and links lead there. */
    private static void likeAConfigMap(Path mounted) throws IOException {
        Path data = Files.createDirectory(mounted.resolve("..2026_11_29_10_00_00.123456789"));
        List<Path> files;
        try (Stream<Path> all = Files.list(mounted)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Files.move(file, data.resolve(file.getFileName()));
            Files.createSymbolicLink(file, Path.of("..data").resolve(file.getFileName()));
        }
        Files.createSymbolicLink(mounted.resolve("..data"), data.getFileName());
    }

    private List<String> problems() throws Exception {
        try (RouteRuntime runtime = offline()) {
            return runtime.problems().stream()
                    .map(problem ->
                            problem.toString().replace(directory + "/", "").replace(directory.toString(), "."))
                    .toList();
        }
    }

    private RoutingDecision decide() throws Exception {
        Instant now = Instant.parse("2026-03-01T12:00:00Z");
        String json = "{\"event_name\":\"asset_added\"}";
        try (RouteRuntime runtime = offline()) {
            return runtime.route(new Event(EventId.random(now), "cmp", "asset_added", null, null, null, now, json));
        }
    }

    private RouteRuntime offline() throws Exception {
        return RouteRuntime.offline(
                directory, Config.shipped(), new Validator(FAMILIES), call -> new Answer(Map.of(), null));
    }
}

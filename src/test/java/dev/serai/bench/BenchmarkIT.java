package dev.serai.bench;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The benchmark works, and compares what is the same: everybody keeps the same rows of the same requests, and all that it
 * answers. Its figures are not looked at.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BenchmarkIT {
    private static final Duration ONCE = Duration.ofSeconds(1);
    private static final Effort EFFORT =
            new Effort(1, ONCE, ONCE, Duration.ZERO, 2_000, List.of(2_000L), 1, Duration.ZERO, ONCE);

    private final Set<Alternative> alternatives = EnumSet.allOf(Alternative.class);
    private final Ground ground = new Ground();
    private final Progress progress = new Progress(System.out, ONCE, System::nanoTime);
    private Contenders contenders;

    @BeforeAll
    void start() throws Exception {
        assumeTrue(
                "short".equals(System.getProperty("bench")),
                "skipped: it takes five minutes; mvn verify -Dbench=short runs it");
        assumeTrue(isOnPath("wrk"), "skipped: wrk is not installed; apt-get install wrk");
        if (!isOnPath("npm")) {
            alternatives.remove(Alternative.NODE_RED);
        }
        contenders = Contenders.start(ground, alternatives);
    }

    @AfterAll
    void stop() throws Exception {
        if (contenders != null) {
            contenders.close();
        }
        ground.close();
    }

    @ParameterizedTest
    @EnumSource
    void anAlternativeKeepsTheSameRowsAsSerai(Alternative alternative) throws Exception {
        assumeTrue(alternatives.contains(alternative), "skipped: npm is not on the path");
        Posted other = named(alternative.title());

        List<KeptRow> rows = rows(other);

        assertThat(rows).containsExactlyInAnyOrderElementsOf(rows(named(Contenders.SERAI)));
        assertThat(other.contender().post("campaign", "no JSON").statusCode()).isBetween(400, 499);
        assertThat(other.contender().post("cmp", "{\"event_name\":").statusCode())
                .isBetween(400, 499);
    }

    /** That what was answered is kept is checked by the benchmark itself, in every round. */
    @Test
    void eachTakesItsTurnAndNothingFails() throws Exception {
        Set<Work> works = EnumSet.of(Work.SINGLE_256, Work.TASK_64, Work.BOUNCES);

        Map<Work, Sheet> sheets = new Accept(ground, EFFORT, progress).measure(contenders, works);

        assertThat(sheets.keySet()).isEqualTo(works);
        sheets.forEach((work, sheet) -> {
            assertThat(sheet.names()).containsExactlyElementsOf(takers(work));
            assertThat(sheet.names()).allSatisfy(name -> {
                assertThat(sheet.value(name, Rounds.RATE)).isPositive();
                assertThat(sheet.value(name, "failed")).isZero();
            });
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"MIX", "BOUNCES"})
    void aBareLoopWritesTheSameRowsAsSerai(Work work) throws Exception {
        Posted serai = named(Contenders.SERAI);
        ground.clear(serai.journal());
        serai.take(work, "MIX-1", ONCE);
        Bare loop = Bare.all(ground, requireNonNull(work.bare())).get(0);

        loop.take(work, "", ONCE);

        assertThat(Shape.all(loop.journal())).isNotEmpty().isEqualTo(Shape.all(requireNonNull(serai.journal())));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ACCEPT")
    void aPartFillsItsTable(Part part) throws Exception {
        Findings findings = part.measure(ground, EFFORT, progress);

        assertThat(findings.sheets())
                .allSatisfy(sheet -> assertThat(sheet.rows()).isNotEmpty());
        // a second of load on a cold gateway may be too short for a single answer: growth compares with nothing then
        assertThat(findings.goals()).allSatisfy(goal -> assertThat(goal.measured())
                .matches(measured -> part == Part.GROWTH || (Double.isFinite(measured) && measured > 0)));
    }

    private List<KeptRow> rows(Posted posted) throws Exception {
        ground.clear(posted.journal());
        SameRequests.post(posted.contender());
        return KeptRow.all(requireNonNull(posted.journal()));
    }

    private Posted named(String name) {
        return contenders.all().stream()
                .filter(posted -> posted.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<String> takers(Work work) {
        Mix mix = work.bare();
        Stream<String> bare =
                mix == null ? Stream.of() : Bare.all(ground, mix).stream().map(Bare::name);
        return Stream.concat(contenders.all().stream().map(Posted::name), bare).toList();
    }

    private static boolean isOnPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}

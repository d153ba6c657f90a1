package dev.serai.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParameterException;

/** What the benchmark makes of its figures. */
class ReckoningTest {
    @Test
    void aGoalIsMetAtItsBoundAndNotByWhatIsNoNumber() {
        assertThat(Goal.atLeast(0.9, "", 0.9).met()).isTrue();
        assertThat(Goal.atLeast(0.9, "", 0.89).met()).isFalse();
        assertThat(Goal.atMost(50, "", 50).met()).isTrue();
        assertThat(Goal.atMost(50, "", 50.1).met()).isFalse();
        assertThat(Goal.atMost(50, "", Double.NaN).met()).isFalse();
        assertThat(Goal.atLeast(4, "", Double.POSITIVE_INFINITY).met()).isFalse();
    }

    @Test
    void theLastRowOfANameCounts() {
        Sheet sheet = new Sheet("Growth", "", "×").row("H2", 1.0).row("H2", Spread.of(List.of(0.7, 0.9, 0.8)));

        assertThat(sheet.value("H2", "×")).isEqualTo(0.8);
        assertThat(sheet.markdown()).contains("| H2 | 0.80 (0.70–0.90) |");
    }

    @Test
    void theFileHoldsTheFiguresAsNumbers() throws Exception {
        Sheet sheet = new Sheet("Drain", "to", "events/s", "×").row("H2", Spread.of(List.of(1.5, 2.5)), Double.NaN);
        BenchResults results = new BenchResults(
                new Sheet("Machine", "", "measured on").row("cores", 2),
                Map.of(Part.DRAIN, new Findings(List.of(sheet), List.of(Goal.atLeast(1, "fast", 2)))));

        JsonNode file = new ObjectMapper().readTree(results.json());

        assertThat(file.at("/machine/rows/0/1").asInt()).isEqualTo(2);
        assertThat(file.at("/drain/tables/0/rows/0/1/median").asDouble()).isEqualTo(2.0);
        assertThat(file.at("/drain/tables/0/rows/0/2").asText()).isEmpty();
        assertThat(file.at("/drain/targets/0/measured").asDouble()).isEqualTo(2.0);
    }

    /** As the tables of docs/salesforce.md have it. */
    @Test
    void salesforceIsCalledForFullBatchesAtLeastAndForEveryHalfMinuteAtMost() {
        assertThat(SalesforceCalls.inFullBatches(10_000_000)).isEqualTo(4 * (1_500 + 1_000));
        assertThat(SalesforceCalls.spreadEvenly(10_000)).isEqualTo(4 * (300 + 200));
        assertThat(SalesforceCalls.spreadEvenly(10_000_000)).isEqualTo(4 * (5_760 + 5_760));
        assertThat(SalesforceCalls.spreadEvenly(1_000_000_000)).isEqualTo(SalesforceCalls.inFullBatches(1_000_000_000));
    }

    @Test
    void whatIsLeftIsReckonedByThePaceSoFar() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        AtomicLong now = new AtomicLong();
        Progress progress =
                new Progress(new PrintStream(said, true, StandardCharsets.UTF_8), Duration.ofSeconds(40), now::get);

        progress.step(Duration.ofSeconds(10), "first");
        now.set(Duration.ofSeconds(20).toNanos());
        progress.step(Duration.ofSeconds(30), "second");

        assertThat(said.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines("[  0 %, about 40 s left] first\n[ 25 %, about 60 s left] second\n");
    }

    @Test
    void theCommandLineNamesPartsAndOptions() {
        assertThat(BenchOptions.parse(List.of()))
                .isEqualTo(new BenchOptions(EnumSet.allOf(Part.class), Effort.full(Effort.ROUNDS), false));
        assertThat(BenchOptions.parse(List.of("drain", "--page", "--rounds", "3", "size")))
                .isEqualTo(new BenchOptions(EnumSet.of(Part.DRAIN, Part.SIZE), Effort.full(3), true));
        assertThat(BenchOptions.parse(List.of("--short", "start")))
                .isEqualTo(new BenchOptions(EnumSet.of(Part.START), Effort.brief(1), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rounds", "--rounds 0", "--rounds many", "--shrot", "acept"})
    void whatTheCommandLineCannotMeanIsRefused(String line) {
        assertThatThrownBy(() -> BenchOptions.parse(List.of(line.split(" ", -1))))
                .isInstanceOf(ParameterException.class);
    }

    @Test
    void aProcessUsesProcessorTime() throws Exception {
        long pid = ProcessHandle.current().pid();
        double before = Processor.seconds(pid);

        long end = System.nanoTime() + Duration.ofMillis(200).toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }

        assertThat(Processor.seconds(pid) - before).isBetween(0.02, 60.0);
        assertThat(Processor.secondsOfAll(pid)).isGreaterThanOrEqualTo(before);
    }
}

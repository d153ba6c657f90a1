package dev.serai.simulator.optimizely;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.simulator.optimizely.SamplePayloads.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {
    private static final Instant NOW = Instant.parse("2030-01-02T03:09:05Z");

    private static String body(String file) throws IOException {
        List<Sample> samples = SamplePayloads.before(NOW);
        return samples.stream()
                .filter(sample -> sample.file().equals(file))
                .findFirst()
                .orElseThrow()
                .body();
    }

    @Test
    void movesTheTimesOfEveryForm() throws IOException {
        assertThat(body("campaign/bounce.json")).contains("\"created\": 189355");
        assertThat(body("graph/doc_updated.json"))
                .containsPattern("\"timestamp\": \"2030-01-02T03:0\\d:\\d\\d\\.\\d{7}\\+00:00\"");
        assertThat(body("cmp_flat/asset_added.json")).containsPattern("\"timestamp\": \"2030-01-02T03:0\\d:\\d\\dZ\"");
    }

    @Test
    void changesNothingElse() throws IOException {
        for (Sample sample : SamplePayloads.before(NOW)) {
            String original = Files.readString(SamplePayloads.DIRECTORY.resolve(sample.file()));
            assertThat(withoutTimes(sample.body())).isEqualTo(withoutTimes(original));
        }
    }

    private static String withoutTimes(String body) {
        return body.replaceAll("\"(created|timestamp)\": *\"?[-0-9T:.]+", "");
    }

    @Test
    void makesTwoEventsOfTwoSamplesOfOneEvent() throws IOException {
        assertThat(body("campaign/click_batch.json").lines().filter(line -> line.contains("\"created\"")))
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(body("campaign/click.json")
                        .lines()
                        .filter(line -> line.contains("\"created\""))
                        .toList());
    }
}

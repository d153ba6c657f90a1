package dev.serai.operate.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Config;
import dev.serai.salesforce.OrgSettings;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** An org of which less is left than its reserve, 20 % by default. */
class LowBudgetsTest {
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AtomicReference<Double> left = new AtomicReference<>(Double.NaN);
    private final LowBudgets budgets = new LowBudgets(OrgSettings.all(Config.shipped()), metrics);

    private List<String> summaries(double share) {
        left.set(share);
        return budgets.look(Instant.EPOCH).stream()
                .map(incident -> incident.kind().type() + " " + incident.summary())
                .toList();
    }

    @Test
    void lessThanTheReserveIsAnAlarm() {
        assertThat(summaries(0.1)).isEmpty();
        metrics.gauge("serai.salesforce.remaining", Tags.of("org", "salesforce"), left, AtomicReference::get);

        assertThat(summaries(0.199))
                .containsExactly("budget.low 19 % of the day's calls to salesforce are left; below 20 % only the"
                        + " destinations of salesforce.priority call");
        assertThat(summaries(0.2)).isEmpty();
        assertThat(summaries(Double.NaN)).isEmpty();
    }
}

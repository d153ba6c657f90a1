package dev.serai.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.operate.ManagementApi.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** How many trials run at once, and for how long. */
class TrialsTest {
    private final Trials trials = new Trials(Duration.ofMillis(50), Duration.ofMillis(100));

    @Test
    void aTrialThatDoesNotEndIsGivenUpAndKeepsItsPlace() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> trials.run(() -> endless(end)))
                    .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.status())
                            .isEqualTo(503))
                    .hasMessageStartingWith("the routes have not ended after");
        }

        assertThatThrownBy(() -> trials.run(() -> 1)).hasMessage("2 trials of routes run; try again later");

        end.countDown();
        Awaitility.await().untilAsserted(() -> assertThat(trials.run(() -> 1)).isEqualTo(1));
    }

    /** As a script does that is not interrupted. */
    private static int endless(CountDownLatch end) {
        while (end.getCount() > 0) {
            Thread.onSpinWait();
        }
        return 0;
    }

    @Test
    void whatATrialThrowsIsThrown() throws Exception {
        assertThatThrownBy(() -> trials.run(() -> {
                    throw new IOException("no");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("no");
        assertThat(trials.run(() -> 1)).isEqualTo(1);
    }
}

package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** One line when the journal goes, and one when it is back. */
class AvailabilityTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("serai.journal");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Availability availability = new Availability();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
    }

    @Test
    void saysOnceThatItIsAwayAndOnceThatItIsBack() {
        for (int i = 0; i < 3; i++) {
            availability.failed(new SQLTransientConnectionException("no connection"), true);
            availability.failed(new SQLException("closed", "08006"), false);
        }
        availability.worked(false);
        availability.worked(true);

        assertThat(said())
                .containsExactly(
                        "ERROR outcome=away error=SQLTransientConnectionException SQLState null webhooks get 503 until it is"
                                + " back",
                        "INFO outcome=back away=0s");
    }

    @Test
    void aDiskThatIsFullIsNotOverBecauseADestinationCanRead() {
        availability.failed(new SQLException("no space", "53100"), true);
        availability.worked(false);
        assertThat(said()).hasSize(1);

        availability.worked(true);
        assertThat(said()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22001", "23505", "40001"})
    void aValueThatIsRefusedIsNoAbsence(String state) {
        availability.failed(new SQLException("refused", state), true);
        availability.worked(true);

        assertThat(said()).isEmpty();
    }

    private List<String> said() {
        return lines.list.stream()
                .map(line -> line.getLevel() + " " + line.getFormattedMessage())
                .toList();
    }
}

package dev.serai.outbox;

import static dev.serai.outbox.World.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.testing.Gateway.Database;
import dev.serai.dispatch.Outcome.Dead;
import dev.serai.dispatch.Outcome.Failed;
import dev.serai.dispatch.Outcome.Retry;
import dev.serai.dispatch.Outcome.Suspend;
import dev.serai.outbox.World.Worker;
import dev.serai.testing.Gateway.Database;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A CRM with exceptions and codes of its own needs a classifier, and no change of anything else. */
@SuppressWarnings("NullAway.Init")
class AnotherCrmTest {
    private World world;

    /** What the client library of the CRM throws. */
    private static final class AcmeException extends Exception {
        private static final long serialVersionUID = 1L;
        private final String code;

        AcmeException(String code) {
            super("what Acme says");
            this.code = code;
        }
    }

    /** What the client library throws when nobody answers. */
    private static final class AcmeAwayException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static final class AcmeErrorClassifier implements ErrorClassifier {
        @Override
        public Set<Class<? extends Exception>> unreachable() {
            return Set.of(AcmeAwayException.class);
        }

        @Override
        public @Nullable Failed ofCall(Throwable error) {
            return error instanceof AcmeException acme
                    ? new Suspend("Acme: " + acme.code, acme.code.equals("SCHEMA"))
                    : null;
        }

        @Override
        public @Nullable Failed ofRecord(RecordError error) {
            return error.code().equals("ACME_BAD_PHONE") ? new Dead(error.reason()) : null;
        }
    }

    @BeforeEach
    void open() {
        world = new World(Database.H2);
        world.classifiers = List.of(new AcmeErrorClassifier());
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void itsCodesSayWhatBecomesOfARecord() {
        Worker worker = world.worker();
        worker.queue("good", "bad", "odd");

        worker.works(
                "batchSize=3",
                (exchange, batch, subjects) -> {
                    batch.map((event, payload) -> payload);
                    exchange.getMessage()
                            .setBody(subjects.stream()
                                    .map(AnotherCrmTest::result)
                                    .toList());
                },
                List.of("outcome:records"));

        eventually(() -> assertThat(world.delivery("good")).isEqualTo("delivered 1"));
        assertThat(world.delivery("bad")).isEqualTo("dead 1 ACME_BAD_PHONE: no phone <value>");
        assertThat(world.delivery("odd"))
                .as("no code that anybody knows")
                .isEqualTo("waiting 1 ACME_ODD: no phone <value>");
    }

    private static Map<String, Object> result(String subject) {
        return subject.equals("good")
                ? Map.of("success", true)
                : Map.of(
                        "success",
                        false,
                        "errors",
                        List.of(Map.of(
                                "code",
                                subject.equals("bad") ? "ACME_BAD_PHONE" : "ACME_ODD",
                                "message",
                                "no phone '0815'")));
    }

    @Test
    void itsExceptionsSayWhatBecomesOfACall() {
        Worker worker = world.worker();
        worker.queue("a");

        worker.works("batchSize=1", (exchange, batch, subjects) -> {
            throw new IllegalStateException(new AcmeException("SCHEMA"));
        });

        eventually(() -> assertThat(world.value("select suspended_reason from destination"))
                .isEqualTo("the-step: Acme: SCHEMA"));
        assertThat(world.value("select misconfigured from destination")).isEqualTo("TRUE");
        assertThat(world.delivery("a")).isEqualTo("waiting 0");
    }

    @Test
    void itIsAwayIfItsLibrarySaysSo() {
        assertThat(new ErrorClassifiers(world.classifiers).ofCall(new IllegalStateException(new AcmeAwayException())))
                .isEqualTo(new Suspend("unreachable: AcmeAwayException", false));
        assertThat(new ErrorClassifiers(List.of()).ofCall(new AcmeAwayException()))
                .as("without its classifier")
                .isEqualTo(new Retry("the connection broke off: AcmeAwayException"));
    }
}

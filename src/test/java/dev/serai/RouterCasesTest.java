package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.journal.Decision;
import dev.serai.receive.Family;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every case beside a router: what it decides for a payload. */
class RouterCasesTest {
    private static QuietGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = new QuietGateway();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.stop();
    }

    @TestFactory
    Stream<DynamicTest> decides() throws IOException {
        return Case.tests(Path.of("routes"), Set.of("expect"), RouterCasesTest::decidesAsExpected);
    }

    private static void decidesAsExpected(Case given) throws Family.NoEvent {
        Family.Arrived arrived = gateway.event(given);

        Decision decision = gateway.decide(arrived);

        assertThat(arrived.event().family()).isEqualTo(given.stem());
        assertThat(decision.unrouted()).as(given.toString()).isNull();
        assertThat(List.copyOf(decision.destinations()))
                .as(given.toString())
                .isEqualTo(given.then().get("expect"));
    }
}

package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.check.CaseRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every case beside a destination: what would be sent for a payload, by the real route and mapping. */
class DestinationCasesTest {
    private static CaseRunner runner;

    @BeforeAll
    static void build() throws Exception {
        runner = Cases.runner(Path.of("routes"));
    }

    @AfterAll
    static void close() {
        runner.close();
    }

    @TestFactory
    Stream<DynamicTest> sends() throws IOException {
        return Cases.tests(Path.of("routes/destinations"), given -> assertThat(runner.run(given))
                .isEmpty());
    }
}

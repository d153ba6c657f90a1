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

/** Every case beside a router: what it decides for a payload. */
class RouterCasesTest {
    private static final Path DIRECTORY = Path.of("routes");
    private static CaseRunner runner;

    @BeforeAll
    static void build() throws Exception {
        runner = Cases.runner(DIRECTORY);
    }

    @AfterAll
    static void close() {
        runner.close();
    }

    @TestFactory
    Stream<DynamicTest> decides() throws IOException {
        return Cases.tests(DIRECTORY, given -> assertThat(runner.run(given)).isEmpty());
    }
}

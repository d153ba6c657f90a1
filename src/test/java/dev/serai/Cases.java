package dev.serai;

import dev.serai.check.Case;
import dev.serai.check.CaseRunner;
import dev.serai.check.RouteChecker;
import dev.serai.config.Config;
import dev.serai.optimizely.Families;
import dev.serai.receive.Family;
import dev.serai.testing.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** The cases beside the shipped route files, each as a test. */
final class Cases {
    private static final List<Family> FAMILIES = Families.SHIPPED.from(Config.shipped());

    /** What the cases of mails expect, wherever they are run by a whole gateway. */
    static final Map<String, String> MAIL = Map.of(
            "mail.from", "Serai <serai@example.com>",
            "mail.deliverability.to", "deliverability@example.com",
            "mail.editors.to", "editors@example.com",
            "mail.alerts.to", "alerts@example.com");

    private Cases() {}

    /** Runs cases without sending anything. */
    static CaseRunner runner(Path directory) throws Exception {
        return CaseRunner.of(directory, Config.shipped(), FAMILIES);
    }

    /**
     * What {@code serai check} finds.
     *
     * @param families of which there are routers; none for all
     */
    static RouteChecker.Report check(Path directory, String... families) throws Exception {
        List<Family> some = FAMILIES.stream()
                .filter(each -> families.length == 0 || List.of(families).contains(each.name()))
                .toList();
        return new RouteChecker(directory, Config.shipped(), some, Gateway::sample).check(Set.of());
    }

    /** One test for each case of each file in a directory. */
    static Stream<DynamicTest> tests(Path directory, ThrowingConsumer<Case> test) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            List<Path> files = all.filter(file -> file.toString().endsWith(Case.SUFFIX))
                    .sorted()
                    .toList();
            return files.stream()
                    .flatMap(file -> read(file).stream())
                    .map(each -> DynamicTest.dynamicTest(each.toString(), () -> test.accept(each)));
        }
    }

    private static List<Case> read(Path file) {
        try {
            return Case.read(file, Gateway::sample);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

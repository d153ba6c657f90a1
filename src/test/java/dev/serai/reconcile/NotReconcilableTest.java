package dev.serai.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NotReconcilableTest {
    @Test
    void theDocumentationHasTheSameTable() throws IOException {
        String docs = Files.readString(Path.of("docs/reconcile.md"));

        assertThat(NotReconcilable.ALL).allSatisfy(each -> assertThat(docs)
                .contains(each.types().stream().map(type -> "`" + type + "`").collect(Collectors.joining(", ")) + " | "
                        + each.why() + " | " + each.instead() + " |"));
    }
}

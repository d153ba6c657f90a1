package dev.serai.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.contract.EventContract.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page of all events is as the AsyncAPI document. */
class EventsPageTest {
    private static final Path PAGE = Path.of("docs/events.md");

    static List<String> channels() {
        return EventContract.messages().stream()
                .map(Message::channel)
                .distinct()
                .toList();
    }

    /** With {@code -Devents.page=write} it is written anew. */
    @Test
    void isCurrent() throws IOException {
        if ("write".equals(System.getProperty("events.page"))) {
            Files.writeString(PAGE, EventsPage.text());
        }
        assertThat(PAGE)
                .as("run: mvn -B test -Dtest=EventsPageTest -Devents.page=write")
                .hasContent(EventsPage.text());
    }

    @ParameterizedTest
    @MethodSource("channels")
    void everyFieldThatHoldsNoOthersHasAMeaning(String channel) {
        Map<String, Map<Message, DocumentedField>> fields = EventsPage.byPath(EventsPage.messages(channel));
        assertThat(fields.keySet().stream()
                        .filter(path -> fields.keySet().stream()
                                .noneMatch(other -> other.startsWith(path + ".") || other.startsWith(path + "[].")))
                        .filter(path -> EventsPage.meaning(fields.getOrDefault(path, Map.of()))
                                .isEmpty()))
                .isEmpty();
    }
}

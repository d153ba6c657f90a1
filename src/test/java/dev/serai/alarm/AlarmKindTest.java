package dev.serai.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Config;
import dev.serai.contract.EventContract;
import dev.serai.event.Event;
import dev.serai.receive.Family;
import dev.serai.receive.Family.NotAnEventException;
import dev.serai.receive.Family.Transmission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind is documented and has its case; and what an alarm is made of. */
class AlarmKindTest {
    private static final Path CHAPTER = Path.of("docs/operating.md");
    private static final Path CASES = Path.of("routes/serai.test.yaml");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private static Incident suspended(String reason, Instant due) {
        return new Incident(AlarmKind.DESTINATION_SUSPENDED, "crm", NOW, due, reason, Map.of());
    }

    @ParameterizedTest
    @EnumSource
    void hasARowInTheDocumentationAndACaseBesideTheRouter(AlarmKind kind) throws IOException {
        assertThat(EventContract.sentWhen(AlarmFamily.NAME, kind.type())).containsExactly(kind.raisedWhen());
        assertThat(Files.readString(CHAPTER)).contains("| `" + kind.type() + "` | " + documented(kind) + " |");
        assertThat(Files.readString(CASES)).contains("{type: " + kind.type() + ",");
    }

    private static String documented(AlarmKind kind) {
        return kind.raisedWhen().replaceAll("(alarms\\.[a-z-]+|expect-within|salesforce\\.reserve-below)", "`$1`");
    }

    @ParameterizedTest
    @EnumSource
    void theRunbookHasTheChapter(AlarmKind kind) throws IOException {
        String[] place = kind.runbook().split("#", 2);
        List<String> anchors = Files.readAllLines(Path.of(place[0])).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 -]", "")
                        .replace(' ', '-'))
                .toList();

        assertThat(anchors).contains(place[1]);
        assertThat(kind.next("crm")).isNotBlank().doesNotContain("{}");
    }

    @ParameterizedTest
    @EnumSource
    void itsAlarmIsAnEventOfTheFamily(AlarmKind kind) throws NotAnEventException {
        Family family = AlarmFamily.from(Config.shipped());
        Incident incident = new Incident(kind, "salesforce-bounces", NOW, NOW, kind.raisedWhen(), Map.of());
        Map<String, Object> payload = Alarm.of(incident, DAY, NOW).payload();

        Event event = family.event(payload, "{}", new Transmission(NOW, null)).event();

        assertThat(event.type()).isEqualTo(kind.type());
        assertThat(event.id()).hasToString(String.valueOf(payload.get("id")));
        assertThat(family.mayGoTo("salesforce-bounces", event)).isEqualTo(!kind.isOfDestination());
        assertThat(family.mayGoTo("alerts-mail", event)).isTrue();
    }

    @Test
    void anIncidentIsTheSameAlarmUntilARepeatIsOver() {
        Incident incident = suspended("down", NOW.plus(Duration.ofMinutes(15)));

        assertThat(Alarm.of(incident, DAY, NOW.plus(Duration.ofHours(1))).id())
                .isEqualTo(
                        Alarm.of(incident, DAY, NOW.plus(Duration.ofHours(24))).id())
                .isEqualTo(Alarm.of(suspended("still down", NOW), DAY, NOW.plus(Duration.ofHours(2)))
                        .id())
                .isNotEqualTo(
                        Alarm.of(incident, DAY, NOW.plus(Duration.ofHours(25))).id());
    }

    @Test
    void nobodyIsNamed() {
        Incident incident = suspended("refused jane@example.com and +49 30 1234567", NOW);

        assertThat(Alarm.of(incident, DAY, NOW).json()).doesNotContain("jane", "1234567");
    }
}

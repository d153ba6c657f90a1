package dev.serai.cli;

import static dev.serai.testing.Gateway.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.testing.Gateway.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code serai replay --edit}, against a running gateway. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init")
class EditCommandTest {
    @TempDir
    Path directory;

    @TempDir
    Path files;

    @Parameter
    Database database;

    private Operated serai;

    @BeforeEach
    void start() {
        serai = new Operated(database, directory);
    }

    @AfterEach
    void stop() {
        serai.close();
    }

    private String file(String payload) throws IOException {
        return Files.writeString(Files.createTempFile(files, "edited", ".json"), payload)
                .toString();
    }

    private String original() {
        serai.side.answers(400);
        serai.post(1);
        serai.deliveries("left dead");
        serai.side.answers(200);
        return String.valueOf(serai.value("select id from event"));
    }

    private String received() {
        return serai.gateway().ledger().get("events").get(0).toString();
    }

    @Test
    void aCorrectedCopyIsANewEventThatNamesItsOriginal() throws Exception {
        String id = original();
        String corrected = sample("cmp/asset_modified").replaceFirst("019a[0-9a-f]+", "corrected");
        String file = file("\n " + corrected + "\n");
        Ended dry = serai.serai("replay", "--edit", file, "--id", id, "--dry-run");
        assertThat(dry.out()).startsWith("The copy is cmp asset_modified ").contains("it goes to left.");
        assertThat(serai.value("select count(*) from event")).isEqualTo(1L);
        assertThat(serai.serai("replay", "--edit", file, "--id", id).err())
                .contains("no terminal answers the question");

        String stored = serai.done("replay", "--edit", file, "--id", id, "--reason", "wrong asset", "--yes");

        String copy = String.valueOf(serai.value("select id from event where copy_of is not null"));
        assertThat(stored)
                .isEqualTo("Stored cmp asset_modified %s, a copy of %s; it goes to left.%n".formatted(copy, id));
        assertThat(dry.out()).contains(copy);
        serai.deliveries("left dead", "left delivered");
        assertThat(serai.side.ids()).containsExactly(copy);
        assertThat(serai.value("select subject from event where copy_of is not null"))
                .isEqualTo("corrected");
        assertThat(serai.done("event", copy, "--raw").strip()).isEqualTo(corrected.strip());
        assertThat(serai.done("event", copy)).contains("  copy of   " + id);
        assertThat(serai.done("event", id)).contains("  copies    " + copy);
        assertThat(serai.done("audit")).contains("edit", "wrong asset", id, copy);
        serai.balanced();

        assertThat(serai.done("replay", "--edit", file, "--id", id, "--yes"))
                .isEqualTo("The same copy is there already: cmp asset_modified %s.%n".formatted(copy));
        assertThat(serai.value("select count(*) from event")).isEqualTo(2L);
        assertThat(serai.value("select count(*) from audit where action = 'edit'"))
                .isEqualTo(1L);
        serai.balanced();
    }

    /** The natural key of a Campaign event would make the copy a duplicate of its original. */
    @Test
    void aCopyOfAnEventWithANaturalKeyIsNoDuplicateOfIt() throws Exception {
        String bounce = sample("campaign/bounce");
        assertThat(serai.gateway().post("campaign", bounce).statusCode()).isEqualTo(200);
        String id = String.valueOf(serai.value("select id from event"));
        String file = file(bounce.strip()
                .replaceFirst("^\\[", "")
                .replaceFirst("]$", "")
                .replace("john.smith@example.com", "jane@example.com"));

        assertThat(serai.done("replay", "--edit", file, "--id", id, "--yes", "--json"))
                .contains("\"result\":\"stored\"", "\"contact\":\"jane@example.com\"");

        assertThat(serai.value("select count(*) from event")).isEqualTo(2L);
        serai.balanced();
    }

    @Test
    void whatIsNoEventIsRefusedAndNothingIsStored() throws Exception {
        String id = original();
        String before = received();
        assertThat(serai.serai("replay", "--edit", file("{\"data\":{}}"), "--id", id, "--yes")
                        .err())
                .contains("the payload is no event of cmp: no event_name");
        assertThat(serai.serai("replay", "--edit", file("{\"event_name\":"), "--id", id, "--yes")
                        .err())
                .contains("the payload is no event of cmp: not JSON");
        String one = sample("cmp/asset_added");
        assertThat(serai.serai("replay", "--edit", file("[" + one + "," + one + "]"), "--id", id, "--yes")
                        .err())
                .contains("the payload has 2 elements");
        assertThat(serai.serai("replay", "--edit", file(one), "--id", "00000000-0000-8000-8000-000000000000", "--yes")
                        .err())
                .contains("there is no event 0000");
        Ended two = serai.serai("replay", "--edit", file(one), "--id", id, "--destination", "left", "--yes");
        assertThat(two.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(two.err()).contains("--edit needs one --id");

        assertThat(serai.value("select count(*) from event")).isEqualTo(1L);
        assertThat(serai.value("select count(*) from quarantine")).isEqualTo(0L);
        assertThat(serai.value("select count(*) from audit")).isEqualTo(0L);
        assertThat(received()).isEqualTo(before);
    }
}

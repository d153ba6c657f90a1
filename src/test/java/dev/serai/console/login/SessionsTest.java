package dev.serai.console.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.console.login.Sessions.Started;
import dev.serai.operate.AccessTokens;
import dev.serai.operate.ConsoleSettings;
import dev.serai.operate.Role;
import dev.serai.testing.MovingClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class SessionsTest {
    @TempDir
    Path directory;

    private final MovingClock clock = new MovingClock();
    private AccessTokens tokens;
    private Sessions sessions;

    @BeforeEach
    void open() {
        tokens = new AccessTokens(directory.resolve("tokens"));
        sessions = new Sessions(
                new ConsoleSettings(true, Duration.ofMinutes(30), Duration.ofHours(12), null), tokens, clock);
    }

    private AccessTokens.Token token(String name, Role role) throws IOException {
        return tokens.find(tokens.add(name, role)).orElseThrow();
    }

    private Started oidc(String name) {
        return sessions.start(new OidcPerson(name, Role.VIEWER, "subject"));
    }

    private boolean lives(Started started) throws IOException {
        return sessions.find(started.id()).isPresent();
    }

    @Test
    void keepsNothingThatOpensASession() throws Exception {
        Started started = sessions.startLocal();

        assertThat(started.id()).hasSize(43);
        assertThat(started.session().toString()).doesNotContain(started.id());
        assertThat(sessions.find(started.session().idHash())).isEmpty();
        assertThat(sessions.find(started.id()).orElseThrow().caller().role()).isEqualTo(Role.PRIVACY);
    }

    @Test
    void endsWhenItIsNotUsed() throws Exception {
        Started used = oidc("oidc:ann");
        Started idle = oidc("oidc:bob");

        clock.move(Duration.ofMinutes(29));
        assertThat(lives(used)).isTrue();
        clock.move(Duration.ofMinutes(1));

        assertThat(lives(used)).isTrue();
        assertThat(lives(idle)).isFalse();
    }

    @Test
    void endsAfterTwelveHoursHoweverMuchItIsUsed() throws Exception {
        Started started = oidc("oidc:ann");
        for (int i = 0; i < 12 * 4 - 1; i++) {
            clock.move(Duration.ofMinutes(15));
            assertThat(lives(started)).isTrue();
        }

        clock.move(Duration.ofMinutes(15));

        assertThat(lives(started)).isFalse();
    }

    @Test
    void aLookAtASessionIsNoUseOfIt() throws Exception {
        Started started = oidc("oidc:ann");
        clock.move(Duration.ofMinutes(20));
        assertThat(sessions.isLive(started.session())).isTrue();
        clock.move(Duration.ofMinutes(10));

        assertThat(sessions.isLive(started.session())).isFalse();
    }

    @Test
    void theOneThatWasUnusedLongestEndsForTheTwentyFirstOfAName() throws Exception {
        List<Started> all = new ArrayList<>();
        for (int i = 0; i < Sessions.MAX_OF_NAME; i++) {
            all.add(oidc("oidc:ann"));
            clock.move(Duration.ofSeconds(1));
        }
        Started other = oidc("oidc:bob");
        assertThat(lives(all.get(0))).isTrue();

        all.add(oidc("oidc:ann"));

        assertThat(lives(all.get(0))).isTrue();
        assertThat(lives(all.get(1))).isFalse();
        assertThat(lives(all.get(2))).isTrue();
        assertThat(lives(all.get(Sessions.MAX_OF_NAME))).isTrue();
        assertThat(lives(other)).isTrue();
    }

    @Test
    void thereAreAtMostAThousand() throws Exception {
        Started first = oidc("oidc:first");
        clock.move(Duration.ofSeconds(1));
        for (int i = 1; i < Sessions.MAX; i++) {
            oidc("oidc:" + i);
        }
        assertThat(sessions.isLive(first.session())).isTrue();

        Started last = oidc("oidc:last");

        assertThat(lives(first)).isFalse();
        assertThat(lives(last)).isTrue();
    }

    @Test
    void endsWithItsToken() throws Exception {
        Started ann = sessions.start(token("ann", Role.OPERATOR));
        Started bob = sessions.start(token("bob", Role.OPERATOR));
        assertThat(lives(ann)).isTrue();

        tokens.revoke("ann");

        assertThat(sessions.isLive(ann.session())).isFalse();
        assertThat(lives(ann)).isFalse();
        assertThat(lives(bob)).isTrue();
    }

    @Test
    void endsWhenTheRoleOfItsTokenChanges() throws Exception {
        Started ann = sessions.start(token("ann", Role.OPERATOR));
        Path file = tokens.file();

        Files.writeString(file, Files.readString(file).replace("ann operator", "ann viewer"));
        Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() + 5_000));

        assertThat(lives(ann)).isFalse();
    }

    @Test
    void isOfNoUseWhileTheTokensCannotBeRead() throws Exception {
        Started ann = sessions.start(token("ann", Role.OPERATOR));
        Path file = tokens.file();
        String before = Files.readString(file);
        Files.writeString(file, "rubbish\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() + 5_000));

        assertThatThrownBy(() -> sessions.find(ann.id())).isInstanceOf(IOException.class);

        Files.writeString(file, before);
        Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() + 10_000));
        assertThat(lives(ann)).isTrue();
    }

    @Test
    void signsOutHereOrEverywhere() throws Exception {
        Started here = oidc("oidc:ann");
        Started there = oidc("oidc:ann");
        Started elsewhere = oidc("oidc:ann");
        Started other = oidc("oidc:bob");

        sessions.logout(here.session());
        assertThat(lives(here)).isFalse();
        assertThat(lives(there)).isTrue();

        assertThat(sessions.logoutEverywhere("oidc:ann")).isEqualTo(2);
        assertThat(lives(there)).isFalse();
        assertThat(lives(elsewhere)).isFalse();
        assertThat(lives(other)).isTrue();
    }
}

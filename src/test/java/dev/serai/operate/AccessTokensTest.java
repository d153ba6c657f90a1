package dev.serai.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.operate.AccessTokens.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class AccessTokensTest {
    @TempDir
    Path directory;

    private AccessTokens tokens;

    @BeforeEach
    void open() {
        tokens = new AccessTokens(directory.resolve("data/tokens"));
    }

    @Test
    void aTokenIsFoundByItsSecretAndOnlyItsHashIsKept() throws IOException {
        String ann = tokens.add("ann", Role.OPERATOR);
        String bob = tokens.add("bob@example.com", Role.VIEWER);

        assertThat(ann).startsWith(AccessTokens.PREFIX).hasSizeGreaterThan(40).isNotEqualTo(bob);
        assertThat(tokens.find(ann)).map(Token::role).contains(Role.OPERATOR);
        assertThat(tokens.find(bob)).map(Token::name).contains("bob@example.com");
        assertThat(tokens.find(ann + "x")).isEmpty();
        assertThat(Files.readString(tokens.file()))
                .doesNotContain(ann, bob, ann.substring(AccessTokens.PREFIX.length()));
        assertThat(Files.getPosixFilePermissions(tokens.file()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void anotherProcessRevokesIt() throws IOException {
        String ann = tokens.add("ann", Role.PRIVACY);
        tokens.add("bob", Role.VIEWER);

        assertThat(new AccessTokens(tokens.file()).revoke("ann")).isTrue();

        assertThat(tokens.find(ann)).isEmpty();
        assertThat(tokens.all()).extracting(Token::name).containsExactly("bob");
        assertThat(tokens.revoke("ann")).isFalse();
    }

    @Test
    void aNameIsUsedOnce() throws IOException {
        tokens.add("ann", Role.VIEWER);

        assertThatThrownBy(() -> tokens.add("ann", Role.OPERATOR)).hasMessageContaining("revoke it first");
        assertThatThrownBy(() -> tokens.add("two words", Role.OPERATOR)).hasMessageContaining("1 to 60 letters");
    }

    @Test
    void aLineThatIsNoTokenIsNamed() throws IOException {
        tokens.add("ann", Role.VIEWER);
        Files.writeString(tokens.file(), "# comment\n\nann admin 00 now\n");

        assertThatThrownBy(() -> tokens.find("x"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tokens:3: is no token");
    }

    @Test
    void withoutAFileThereIsNone() throws IOException {
        assertThat(tokens.all()).isEmpty();
        assertThat(tokens.find("serai_")).isEmpty();
    }

    @Test
    void aRoleIncludesTheOnesBeforeIt() {
        assertThat(Role.OPERATOR.mayDoAs(Role.VIEWER)).isTrue();
        assertThat(Role.OPERATOR.mayDoAs(Role.PRIVACY)).isFalse();
        assertThat(Role.PRIVACY.mayDoAs(Role.PRIVACY)).isTrue();
    }
}

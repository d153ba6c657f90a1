package dev.serai.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SenderAuthenticationTest {
    private static final String FOREIGN = "gehe\u00efm-\u00dcbung";
    private static final SenderAuthentication SENDER = SenderAuthentication.closed()
            .orPath(List.of("segment"))
            .orBasic(List.of("user:pass:word"))
            .orHeader("Key", List.of("old", "new"));

    private static Function<String, List<String>> headers(String name, String... values) {
        return header -> Map.of(name, List.of(values)).getOrDefault(header, List.of());
    }

    private static List<String> none(String header) {
        return List.of();
    }

    /** As Netty shows the bytes of a header: one character for each. */
    private static String onTheWire(String text, Charset charset) {
        return new String(text.getBytes(charset), StandardCharsets.ISO_8859_1);
    }

    static Stream<Charset> charsets() {
        return Stream.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1);
    }

    @Test
    void letsNobodyInWithoutASecret() {
        assertThat(SenderAuthentication.closed().configured()).isFalse();
        assertThat(SenderAuthentication.closed().matches(headers("Key", ""), ""))
                .isEqualTo(-1);
    }

    @Test
    void letsEverybodyInWhenOpenedOnPurpose() {
        assertThat(SenderAuthentication.open().configured()).isTrue();
        assertThat(SenderAuthentication.open().isOpen()).isTrue();
        assertThat(SenderAuthentication.open().matches(SenderAuthenticationTest::none, null))
                .isZero();
    }

    @Test
    void namesTheSecretThatMatchedByItsPosition() {
        assertThat(SENDER.matches(SenderAuthenticationTest::none, "segment")).isEqualTo(1);
        assertThat(SENDER.matches(headers("Authorization", "Basic dXNlcjpwYXNzOndvcmQ="), null))
                .isEqualTo(2);
        assertThat(SENDER.matches(headers("Key", "old"), null)).isEqualTo(3);
        assertThat(SENDER.matches(headers("Key", "new"), "wrong")).isEqualTo(4);
    }

    @Test
    void comparesAHeaderThatLooksLikeBasicAsItIs() {
        SenderAuthentication sender = SenderAuthentication.closed().orHeader("Authorization", List.of("basic  key"));

        assertThat(sender.matches(headers("Authorization", "basic  key"), null)).isEqualTo(1);
        assertThat(sender.matches(headers("Authorization", "basic other"), null))
                .isEqualTo(-1);
    }

    @Test
    void takesASecretOnlyWhereItBelongs() {
        assertThat(SENDER.matches(headers("Key", "segment"), "new")).isEqualTo(-1);
        assertThat(SENDER.matches(headers("Authorization", "new"), null)).isEqualTo(-1);
    }

    /** A proxy that adds its own, or a client that sends an old one and a new one. */
    @ParameterizedTest
    @ValueSource(strings = {"wrong|new", "new|wrong", "|new", " new "})
    void letsInWithAnyOfSeveralValues(String values) {
        assertThat(SENDER.matches(headers("Key", values.split("\\|", -1)), null))
                .isEqualTo(4);
    }

    @Test
    void looksAtTheFirstFewValuesOnly() {
        String[] many = IntStream.range(0, 100).mapToObj(i -> "wrong" + i).toArray(String[]::new);
        many[99] = "new";

        assertThat(SENDER.matches(headers("Key", many), null)).isEqualTo(-1);
    }

    @Test
    void letsInWithASecretThatHasAComma() {
        SenderAuthentication sender = SenderAuthentication.closed().orHeader("Key", List.of("one, two"));

        assertThat(sender.matches(headers("Key", "one, two"), null)).isEqualTo(1);
        assertThat(sender.matches(headers("Key", "one"), null)).isEqualTo(-1);
        assertThat(sender.matches(headers("Key", "two"), null)).isEqualTo(-1);
    }

    @ParameterizedTest
    @MethodSource("charsets")
    void readsASecretBeyondAsciiInEitherCharset(Charset charset) {
        SenderAuthentication sender = SenderAuthentication.closed()
                .orHeader("Key", List.of(FOREIGN))
                .orBasic(List.of("user:" + FOREIGN))
                .orPath(List.of(FOREIGN));
        String basic = "bAsIc " + Base64.getEncoder().encodeToString(("user:" + FOREIGN).getBytes(charset));

        assertThat(sender.matches(headers("Key", onTheWire(FOREIGN, charset)), null))
                .isEqualTo(1);
        assertThat(sender.matches(headers("Authorization", basic), null)).isEqualTo(2);
        assertThat(sender.matches(SenderAuthenticationTest::none, onTheWire(FOREIGN, charset)))
                .isEqualTo(3);
    }

    @Test
    void readsASecretThatOnlyUtf8CanWrite() {
        SenderAuthentication sender = SenderAuthentication.closed().orHeader("Key", List.of("\u20ac\u0416"));

        assertThat(sender.matches(headers("Key", onTheWire("\u20ac\u0416", StandardCharsets.UTF_8)), null))
                .isEqualTo(1);
        assertThat(sender.matches(headers("Key", "??"), null))
                .as("what another charset makes of it")
                .isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b/c", "a%20b/c", "a%20b%2Fc", "a%20b%2fc", "%61%20%62%2F%63"})
    void undoesThePercentEncodingOfThePath(String segment) {
        SenderAuthentication sender = SenderAuthentication.closed().orPath(List.of("a b/c"));

        assertThat(sender.matches(SenderAuthenticationTest::none, segment)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"100%", "100%2", "100%zz", "100%25", "1+1"})
    void leavesWhatIsNoPercentEncoding(String segment) {
        SenderAuthentication sender = SenderAuthentication.closed().orPath(List.of("100%", "100%2", "100%zz", "1+1"));

        assertThat(sender.matches(SenderAuthenticationTest::none, segment)).isPositive();
    }

    @Test
    void leavesAHeaderAsItIs() {
        assertThat(SENDER.matches(headers("Key", "ne%77"), null)).isEqualTo(-1);
    }
}

package dev.serai.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "john@x.de",
                "John@X.DE",
                " john@x.de\r\n",
                "\uFEFFjohn@x.de",
                "john@x.de\u00A0",
                "\u202Fjohn@x.de\u3000",
                "\u200Bjohn@x.de\u200B",
                "jo\u200Bhn@x.\u00ADde",
                "john@x.de\u200D",
                "\u202Ajohn@x.de\u202C",
                "john@x.de.",
                "john@x.de;",
                "john@x.de, ",
                "\"john@x.de\"",
                "'john@x.de'",
                "\u201Ejohn@x.de\u201C",
                "<john@x.de>",
                "John <john@x.de>",
                "John<john@x.de>;",
                "\"Smith, John\" <john@x.de>",
                "Smith, John <john@x.de>",
                "john@x.de (John Smith)",
                "mailto:john@x.de",
                "MAILTO:john@x.de?subject=a@b.de",
                "john@x.de <mailto:john@x.de>",
                "john@x.de, JOHN@x.de; John <john@x.de>"
            })
    void readsTheAddressHoweverItIsWritten(String text) {
        assertThat(EmailAddress.in(text)).isEqualTo("john@x.de");
    }

    /** Who is meant by these is a guess. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "john",
                "@x.de",
                "john@",
                "john@x..de",
                "john@.de",
                "a@b@x.de",
                "john smith@x.de",
                "john,smith@x.de",
                "John john@x.de",
                "john@x.de, smith",
                "john@x.de, jane@x.de",
                "john@x.de;jane@x.de",
                "jane@x.de <john@x.de>",
                "John <john@x.de> jane@x.de",
                "<john@x.de> <jane@x.de>",
                "a\"b@x.de",
                "x\\@x.de",
                "john\0@x.de",
                "john\uFFFD@x.de",
                "john@x.de\u0085jane",
                "john@[10.0.0.1]",
                "\"john smith\"@x.de",
                "+49 170 1234567"
            })
    void readsNothingThatMayBeAnotherAddress(String text) {
        assertThat(EmailAddress.in(text)).isNull();
        assertThat(EmailAddress.in("a".repeat(250) + "@x.de")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "o'neil@x.de",
                "%@x.de",
                "a+b=c/d!e#f$g&h*i?j^k`l{m|n}o~p@x.de",
                "ü@x.de",
                "a@localhost",
                "_a-b.c@x-y.z_1"
            })
    void takesEveryCharacterThatAnAddressMayHave(String address) {
        assertThat(EmailAddress.in(address)).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource({
        "JÜRGEN@MÜLLER.DE, jürgen@müller.de",
        "ΣΟΦΙΑ@x.gr, σοφια@x.gr",
        "\u212Aate@x.de, \u212Aate@x.de",
        "İ@x.de, İ@x.de",
        "ſ@x.de, ſ@x.de"
    })
    void writesInLowerCaseWhatIsTheSameLetter(String address, String lower) {
        assertThat(EmailAddress.in(address)).isEqualTo(lower);
    }

    @ParameterizedTest
    @CsvSource({
        "john@müller.de, john@xn--mller-kva.de",
        "john@post.bücher.example, john@post.xn--bcher-kva.example",
        "jürgen@müller.de, jürgen@xn--mller-kva.de",
        "ivan@пример.рф, ivan@xn--e1afmkfd.xn--p1ai"
    })
    void knowsADomainInBothNotations(String unicode, String ascii) {
        assertThat(EmailAddress.forms(unicode)).containsExactly(unicode, ascii);
        assertThat(EmailAddress.forms(ascii)).containsExactly(ascii, unicode);
        assertThat(EmailAddress.canonical(ascii)).isEqualTo(EmailAddress.canonical(unicode));
    }

    /** IDNA of 2003 makes ss of ß, and of a letter that looks like K the letter K: other domains. */
    @ParameterizedTest
    @ValueSource(
            strings = {"john@straße.de", "john@\u212Aate.de", "john@xn--.de", "john@xn--a.de", "john@ü..de", "+4917"})
    void doesNotTakeAnotherDomainForTheSame(String address) {
        assertThat(EmailAddress.forms(address)).containsExactly(address);
    }

    @Test
    void aLongTextTakesNoTime() {
        long begun = System.nanoTime();
        for (String piece : new String[] {"\"", "<", "(", ".", "a@b,", "a ", "'", "ü@ü."}) {
            EmailAddress.in(piece.repeat(1_000 / piece.length()) + "@x.de");
            EmailAddress.in("a@" + piece.repeat(900 / piece.length()));
            EmailAddress.in(piece.repeat(1_000_000) + "@x.de");
            EmailAddress.canonical("a@ü" + piece.repeat(300 / piece.length()));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }
}

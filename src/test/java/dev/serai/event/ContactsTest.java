package dev.serai.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContactsTest {
    private static final Contacts ANN = new Contacts(List.of(" Ann.Lee@Example.com "));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann.lee@example.com",
                "{\"a\":\"Ann.LEE@EXAMPLE.com\"}",
                "{\"a\":\"ann.lee\\u0040example.com\"}",
                "{\"a\":\"\\u0061nn.lee@ex\\u0061mple.com\"}",
                "{\"a\":\"{\\\"b\\\":\\\"ann.lee\\\\u0040example.com\\\"}\"}",
                "https://example.org/?to=ann.lee%40example.com&x=1",
                "https://example.org/?to=ann%2Elee%2540example.com",
                "<a href=\"mailto:ann.lee@example.com?subject=x\">",
                "ann.lee&#64;example.com, ann.lee&#x40;example.com",
                "hello\\nann.lee@example.com\\n",
                "Please ask ann.lee@example.com.",
                "(ann.lee@example.com)",
                "joann.lee@example.com and ann.lee@example.com"
            })
    void areFoundInEachNotation(String text) {
        assertThat(ANN.areIn(text)).isTrue();
        assertThat(ANN.areIn(ANN.without(text))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "joann.lee@example.com",
                "jo+ann.lee@example.com",
                "jo.ann.lee@example.com",
                "ann.lee@example.com.au",
                "ann.lee@example.community",
                "ann.lee@mail.example.com",
                "ann.lee at example.com",
                "100% of \\u00e9 & 5%zz"
            })
    void areNotFoundInAnotherAddress(String text) {
        assertThat(ANN.areIn(text)).isFalse();
        assertThat(ANN.without(text)).isEqualTo(text);
    }

    @Test
    void haveEachFormOfADomain() {
        Contacts contacts = new Contacts(List.of("eva@b\u00fccher.example"));

        assertThat(contacts.areIn("eva@xn--bcher-kva.example")).isTrue();
        assertThat(contacts.areIn("EVA@B\u00dcCHER.example")).isTrue();
        assertThat(contacts.areIn("eva@b\\u00fccher.example")).isTrue();
        assertThat(contacts.runs()).containsExactly("eva");
    }

    @Test
    void maybeNumbersOfTelephones() {
        Contacts contacts = new Contacts(List.of("+491701234567"));

        assertThat(contacts.areIn("{\"SMS\":\"+491701234567\"}")).isTrue();
        assertThat(contacts.areIn("{\"SMS\":\"+4917012345678\"}")).isFalse();
        assertThat(contacts.areAddresses()).isFalse();
        assertThat(contacts.areIn(contacts.without("call +491701234567"))).isFalse();
    }

    @Test
    void areNamedInNoErrorAndNoText() {
        assertThatThrownBy(() -> new Contacts(List.of("ann.lee@example.com", "ann lee@x@y")))
                .hasMessage("contact 2 of 2 is no address");
        assertThat(ANN).hasToString("1 contacts");
    }
}

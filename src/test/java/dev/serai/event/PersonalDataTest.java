package dev.serai.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a foreign text that names a person. */
class PersonalDataTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    550 5.1.1 <john@example.com>: unknown           | 550 5.1.1 <<address>>: unknown
                    Key (contact)=(john@example.com) already exists | Key (contact)=(<address>) already exists
                    GET /c?q=john.doe%40example.com&x=1 failed      | GET /c?q=<address>&x=1 failed
                    q=john%2540example.com                          | q=<address>
                    Email:john+tag@mail.example.co.uk.              | Email:<address>.
                    to o'brien@example.com, jane@example.com        | to <address>, <address>
                    "john smith"@example.com is full                | <address> is full
                    jörg@exämple.de                                 | <address>
                    root@localhost                                  | <address>
                    john@[192.0.2.1] refused                        | <address> refused
                    &lt;john&#64;example.com&gt;                    | &lt;<address>&gt;
                    a john\\u0040example.com b                      | a <address> b
                    https://user@host/path                          | https://<address>/path
                    call +49 170 1234567 or +1 (555) 010-9999       | call <number> or <number>
                    phone=%2B491701234567                           | phone=<number>
                    """)
    void masksAddressesAndNumbers(String text, String masked) {
        assertThat(PersonalData.masked(text)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.Object@1f2e3d4c",
                "dev.serai.Some$Inner@7b",
                "@Override of a method",
                "at 2026-11-29T19:45:15.302+01:00 and 2026-11-29T19:45:15+0100",
                "event=01a228d7-1a26-88e0-8aec-049e6c084396 code=400 bytes=40",
                "100%4 of 1+2=3",
                "a @ b"
            })
    void leavesAlone(String text) {
        assertThat(PersonalData.masked(text)).isEqualTo(text);
    }

    @Test
    void takesNoTimeForALongText() {
        String long1 = "a".repeat(200_000) + "@";
        String long2 = "a@".repeat(100_000);

        long begun = System.nanoTime();
        PersonalData.masked(long1);
        PersonalData.masked(long2);
        PersonalData.masked("%25".repeat(100_000));
        PersonalData.masked("+1 ".repeat(100_000));

        assertThat((System.nanoTime() - begun) / 1_000_000).isLessThan(3_000);
    }
}

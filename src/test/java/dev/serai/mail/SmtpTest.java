package dev.serai.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.serai.config.Secret;
import dev.serai.mail.MailSettings.Security;
import dev.serai.outbox.MisconfiguredException;
import dev.serai.testing.ScriptedSmtp;
import dev.serai.testing.ServerCertificate;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How every mail leaves: over a connection that nobody can read or impersonate, and with the headers that were meant. */
@SuppressWarnings("NullAway.Init")
class SmtpTest {
    private static final String PASSWORD = "se&cr+t%20ä";
    private static final MailSettings.OAuth NO_OAUTH = new MailSettings.OAuth("", "", Secret.of(""), "", Secret.of(""));

    /** A certificate for localhost, of an authority that nobody else trusts. */
    private static SSLContext tls;

    private static GreenMail greenMail;

    @BeforeAll
    static void certify(@TempDir Path directory) throws Exception {
        ServerCertificate certificate = ServerCertificate.forLocalhost(directory, 10);
        Path file = certificate.file();
        tls = certificate.context();
        System.setProperty("greenmail.tls.keystore.file", file.toString());
        greenMail = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTPS));
        greenMail.setUser("serai@example.com", "serai", PASSWORD);
        greenMail.start();
    }

    @AfterAll
    static void stop() {
        greenMail.stop();
        System.clearProperty("greenmail.tls.keystore.file");
    }

    @Test
    void sendsOverTlsWithALogin() throws Exception {
        Smtp sender = trusting(sender("localhost", smtps(), Security.TLS, PASSWORD));

        sender.send(mail(sender));

        assertThat(greenMail.getReceivedMessagesForDomain("example.com"))
                .singleElement()
                .satisfies(mail -> assertThat(mail.getSubject()).isEqualTo("Grüße 🌷"));
    }

    @Test
    void aWrongPasswordIsALoginRefused() {
        Smtp sender = trusting(sender("localhost", smtps(), Security.TLS, "another"));

        assertThatThrownBy(() -> sender.send(mail(sender))).isInstanceOf(AuthenticationFailedException.class);
    }

    @Test
    void wantsACertificateThatIsTrusted() {
        Smtp sender = sender("localhost", smtps(), Security.TLS, PASSWORD);

        assertThatThrownBy(() -> sender.send(mail(sender))).hasRootCauseInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void wantsTheCertificateOfTheServerThatIsConfigured() {
        Smtp sender = trusting(sender("127.0.0.1", smtps(), Security.TLS, PASSWORD));

        assertThatThrownBy(() -> sender.send(mail(sender))).hasCauseInstanceOf(SSLException.class);
    }

    @Test
    void saysNothingOfImportanceBeforeStarttls() throws Exception {
        try (ScriptedSmtp server = ScriptedSmtp.withStartTls(tls)) {
            Smtp sender = trusting(sender("localhost", server.port(), Security.STARTTLS, PASSWORD));

            sender.send(mail(sender));

            String login =
                    Base64.getEncoder().encodeToString(("serai\0serai\0" + PASSWORD).getBytes(StandardCharsets.UTF_8));
            assertThat(server.lines().stream().filter(line -> !line.contains("EHLO")))
                    .contains(
                            "🔒AUTH PLAIN " + login, "🔒MAIL FROM:<serai@example.com>", "🔒RCPT TO:<grace@example.com>")
                    .filteredOn(line -> !line.startsWith("🔒"))
                    .containsExactly("STARTTLS");
        }
    }

    @Test
    void refusesAServerWithoutStarttls() {
        try (ScriptedSmtp server = ScriptedSmtp.answering(Map.of())) {
            Smtp sender = sender("localhost", server.port(), Security.STARTTLS, PASSWORD);

            assertThatThrownBy(() -> sender.send(mail(sender)))
                    .isInstanceOf(MessagingException.class)
                    .hasMessageStartingWith("STARTTLS is required");
            assertThat(server.lines()).allSatisfy(line -> assertThat(line).doesNotStartWith("AUTH"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nBcc: eve@example.com",
                "a\nBcc: eve@example.com",
                "a\rBcc: eve@example.com",
                "a\r\n Bcc: eve@example.com",
                "a\r\n \r\nBcc: eve@example.com",
                "a\r\n\r\nBcc: eve@example.com",
                "ü\r\nBcc: eve@example.com",
                // whose lower halves are CR and LF
                "a\u010D\u010ABcc: eve@example.com",
                "a\u2028Bcc: eve@example.com\u0085\u0000\u000B\u000C"
            })
    void noValueMakesAHeader(String value) throws Exception {
        try (ScriptedSmtp server = ScriptedSmtp.answering(Map.of())) {
            Smtp sender = sender("localhost", server.port(), Security.NONE, "");
            MimeMessage mail = mail(sender);
            for (String header : List.of("Subject", "X-Mailing", "Message-ID", "Content-Type", "Reply-To")) {
                mail.setHeader(header, value);
            }
            mail.setSubject(value, "UTF-8");

            sender.send(mail);

            assertThat(server.lines())
                    .contains("DATA", ".")
                    .noneMatch(line -> line.matches("(?i)\\s*Bcc:.*"))
                    .noneMatch(line -> line.matches(".*\\p{Cntrl}.*"))
                    .filteredOn(line -> line.startsWith("RCPT"))
                    .containsExactly("RCPT TO:<grace@example.com>");
            List<String> lines = server.lines();
            List<String> data = lines.subList(lines.indexOf("DATA") + 1, lines.indexOf("."));
            assertThat(data.subList(0, data.indexOf(""))).anyMatch(line -> line.startsWith("X-Mailing: "));
            assertThat(data.subList(data.indexOf("") + 1, data.size())).containsExactly("text");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"To", "Cc", "From"})
    void noAddressMakesACommand(String header) throws Exception {
        try (ScriptedSmtp server = ScriptedSmtp.answering(Map.of())) {
            Smtp sender = sender("localhost", server.port(), Security.NONE, "");
            for (String value : List.of(
                    "a@example.com>\r\nRCPT TO:<eve@example.com",
                    "a@example.com\u010D\u010ARCPT TO:<eve@example.com>",
                    "\"a\r\nRCPT TO:<eve@example.com>\" <a@example.com>")) {
                MimeMessage mail = mail(sender);
                mail.setHeader(header, value);
                try {
                    sender.send(mail);
                } catch (MessagingException e) {
                    assertThat(e).isInstanceOf(jakarta.mail.internet.AddressException.class);
                }
            }
            sender.send(mail(sender));
            assertThat(server.lines())
                    .anyMatch(line -> line.startsWith("RCPT TO:"))
                    .noneMatch(line -> line.matches("\\s*RCPT TO:.*eve.*"));
        }
    }

    /** Of an address in another script the mail library would write the lower bytes: the address of another person. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            To,       иван@example.com,                 not ASCII before its @
            Cc,       Ivan <иван@example.com>,          not ASCII before its @
            Bcc,      jörg@example.com,                 not ASCII before its @
            To,       'a@example.com, b\u010D@x.de',     not ASCII before its @
            To,       'Team: иван@example.com;',        not ASCII before its @
            To,       "иван"@example.com,               not ASCII before its @
            To,       иван,                             not ASCII before its @
            From,     иван@example.com,                 not ASCII before its @
            Sender,   иван@example.com,                 not ASCII before its @
            Reply-To, иван@example.com,                 not ASCII before its @
            To,       a@straße.example,                 can be read as two domains
            To,       a@\u03C2.example,                 can be read as two domains
            To,       a@-ы-.example,                    cannot be written in ASCII
            To,       a@а а.example,                    ''
            To,       Tulip,                            Missing final
            """)
    void noMailToAnAddressThatNoServerTakes(String header, String value, String message) throws Exception {
        try (ScriptedSmtp server = ScriptedSmtp.answering(Map.of())) {
            Smtp sender = sender("localhost", server.port(), Security.NONE, "");
            MimeMessage mail = mail(sender);
            mail.setHeader(header, value);

            assertThatThrownBy(() -> sender.send(mail))
                    .isInstanceOf(AddressException.class)
                    .hasMessageContaining(message);
            assertThat(server.connections()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            To,   Ева <eva@почта.example>,  RCPT TO:<eva@xn--80a1acny.example>
            Bcc,  a@ÜBER.example,           RCPT TO:<a@xn--ber-goa.example>
            To,   a@例え.テスト,             RCPT TO:<a@xn--r8jz45g.xn--zckzah>
            To,   a@xn--80a1acny.example,   RCPT TO:<a@xn--80a1acny.example>
            To,   a@[192.0.2.1],            RCPT TO:<a@[192.0.2.1]>
            From, eva@почта.example,        MAIL FROM:<eva@xn--80a1acny.example>
            """)
    void aDomainOfAnotherScriptIsWrittenInAscii(String header, String value, String command) throws Exception {
        try (ScriptedSmtp server = ScriptedSmtp.answering(Map.of())) {
            Smtp sender = sender("localhost", server.port(), Security.NONE, "");
            MimeMessage mail = mail(sender);
            mail.setHeader(header, value);

            sender.send(mail);

            assertThat(server.lines()).contains(command).allMatch(line -> line.matches("\\p{ASCII}*"));
        }
    }

    @Test
    void anAddressWithoutEndIsNone() throws Exception {
        Smtp sender = sender("localhost", 1, Security.NONE, "");
        MimeMessage mail = mail(sender);
        mail.setHeader("To", "a@" + "ы".repeat(60_000) + ".example");

        assertThatThrownBy(() -> sender.send(mail)).isInstanceOf(AddressException.class);
    }

    @Test
    void aHeaderOfAnImpossibleNameIsAMistake() throws Exception {
        Smtp sender = sender("localhost", 1, Security.NONE, "");
        MimeMessage mail = mail(sender);
        mail.setHeader("X-Mailing: 1\r\nBcc", "eve@example.com");

        assertThatThrownBy(() -> sender.send(mail))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageNotContaining("eve");
    }

    @Test
    void keepsWhatIsRight() throws Exception {
        try (ScriptedSmtp server = ScriptedSmtp.answering(Map.of())) {
            Smtp sender = sender("localhost", server.port(), Security.NONE, "");
            MimeMessage mail = mail(sender);
            mail.setHeader("Message-ID", "<1@example.com>");
            mail.setHeader("To", "Grace Hopper <grace@example.com>, " + "a@example.com, ".repeat(30) + "b@example.com");
            mail.setFrom(new InternetAddress("serai@example.com", "Sérai", "UTF-8"));

            sender.send(mail);

            assertThat(server.lines())
                    .contains("Message-ID: <1@example.com>", "From: =?UTF-8?Q?S=C3=A9rai?= <serai@example.com>")
                    .anyMatch(line -> line.startsWith("To: Grace Hopper <grace@example.com>, a@example.com,"))
                    .allSatisfy(line -> assertThat(line).hasSizeLessThan(100));
            assertThat(server.lines().stream().filter(line -> line.startsWith("RCPT")))
                    .hasSize(32);
        }
    }

    private static int smtps() {
        return greenMail.getSmtps().getPort();
    }

    private static Smtp sender(String host, int port, Security security, String password) {
        return new Smtp(
                new MailSettings(
                        host,
                        port,
                        security,
                        password.isEmpty() ? "" : "serai",
                        Secret.of(password),
                        NO_OAUTH,
                        "",
                        "serai@example.com",
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(1),
                        Map.of()),
                Clock.systemUTC());
    }

    private static Smtp trusting(Smtp sender) {
        sender.getJavaMailProperties().put("mail.smtp.ssl.socketFactory", tls.getSocketFactory());
        return sender;
    }

    private static MimeMessage mail(Smtp sender) throws MessagingException {
        MimeMessage mail = new MimeMessage(sender.getSession());
        mail.setFrom("serai@example.com");
        mail.setRecipients(RecipientType.TO, "grace@example.com");
        mail.setSubject("Grüße 🌷", "UTF-8");
        mail.setText("text", "UTF-8");
        return mail;
    }
}

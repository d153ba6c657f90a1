package dev.serai.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Secret;
import dev.serai.dispatch.Outcome.Failed;
import dev.serai.dispatch.Outcome.Suspend;
import dev.serai.mail.MailSettings.Security;
import dev.serai.testing.ScriptedSmtp;
import dev.serai.testing.ServerCertificate;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A mail server that never comes to an end, before TLS and under it. */
@SuppressWarnings("NullAway.Init")
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SmtpLimitsTest {
    private static final Suspend TOO_MANY_BYTES =
            new Suspend("the mail server has answered more than 256 KB to one mail", false);
    private static final Suspend TOO_SLOW =
            new Suspend("one answer of the mail server has taken longer than mail.timeout, 400 ms", false);

    private static SSLContext tls;

    @BeforeAll
    static void certify(@TempDir Path directory) throws Exception {
        tls = ServerCertificate.forLocalhost(directory, 10).context();
    }

    @ParameterizedTest
    @CsvSource({
        "'',    'a'",
        "'',    '220-more\r\n'",
        "'',    '220'",
        "EHLO,  '250-KEYWORD\r\n'",
        "EHLO,  '250-K'",
        "HELO,  '250-more\r\n'",
        "AUTH,  '334-more\r\n'",
        "AUTH,  '334'",
        "MAIL,  '250-more\r\n'",
        "RCPT,  '550-more\r\n'",
        "DATA,  '354-more\r\n'",
        ".,     '250-more\r\n'"
    })
    void anAnswerWithoutEnd(String command, String again) {
        Map<String, String> answers = new HashMap<>(Map.of("EHLO", "250-here\r\n250 AUTH LOGIN"));
        if (command.equals("HELO")) {
            answers.put("EHLO", "502 unknown");
        }
        answers.put(command, "flood " + again);
        try (ScriptedSmtp server = ScriptedSmtp.answering(answers)) {
            assertThat(outcome(sender(server, Security.NONE, Duration.ofSeconds(20))))
                    .isEqualTo(TOO_MANY_BYTES);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "."})
    void anAnswerThatComesByteByByte(String command) {
        Map<String, String> answers = new HashMap<>(Map.of("EHLO", "250-here\r\n250 AUTH PLAIN"));
        answers.put(command, "drip 2");
        try (ScriptedSmtp server = ScriptedSmtp.answering(answers)) {
            assertThat(outcome(sender(server, Security.NONE, Duration.ofMinutes(1))))
                    .isEqualTo(TOO_SLOW);
        }
    }

    @Test
    void aLineFromTimeToTime() {
        try (ScriptedSmtp server = ScriptedSmtp.answering(Map.of("RCPT", "drip 250-please wait\r\n"))) {
            assertThat(outcome(sender(server, Security.NONE, Duration.ofMinutes(1))))
                    .isEqualTo(TOO_SLOW);
        }
    }

    @ParameterizedTest
    @CsvSource({"EHLO,'flood 250-a\r\n'", "MAIL,'flood 250-a\r\n'", ".,flood a", "EHLO,drip 2", "MAIL,drip 2"})
    void underTls(String command, String answer) {
        Suspend expected = answer.startsWith("flood") ? TOO_MANY_BYTES : TOO_SLOW;
        try (ScriptedSmtp server = ScriptedSmtp.withStartTls(tls, Map.of(command, answer))) {
            assertThat(outcome(trusting(sender(server, Security.STARTTLS, Duration.ofMinutes(1)))))
                    .isEqualTo(expected);
        }
        try (ScriptedSmtp server = ScriptedSmtp.withTls(tls, Map.of(command, answer))) {
            assertThat(outcome(trusting(sender(server, Security.TLS, Duration.ofMinutes(1)))))
                    .isEqualTo(expected);
        }
    }

    /** The plain text after STARTTLS is where the handshake should be. */
    @Test
    void aHandshakeThatNeverComes() {
        String record = "\u0016\u0003\u0003@\u0000";
        Map<String, String> answers =
                Map.of("EHLO", "250-here\r\n250 STARTTLS", "STARTTLS", "220 go on\r\ndrip " + record);
        try (ScriptedSmtp server = ScriptedSmtp.answering(answers)) {
            assertThat(outcome(sender(server, Security.STARTTLS, Duration.ofMinutes(1))))
                    .isEqualTo(TOO_SLOW);
        }
    }

    /** Each answer is in time, and there are too many of them. */
    @Test
    void aMailThatTakesTooLongAltogether() {
        try (ScriptedSmtp server = ScriptedSmtp.answering(Map.of("RCPT", "slow 250 well"))) {
            Smtp sender = sender(server, Security.NONE, Duration.ofMillis(900));
            assertThat(outcome(sender, 200))
                    .isEqualTo(new Suspend(
                            "one mail has taken longer than 900 ms, nine tenths of outbox.call-timeout", false));
        }
    }

    @Test
    void aServerThatReadsNothing() {
        try (ScriptedSmtp server = ScriptedSmtp.answering(Map.of("DATA", "deaf"))) {
            Smtp sender = sender(server, Security.NONE, Duration.ofMinutes(1));
            assertThat(outcome(sender, mail(sender, "all these lines\r\n".repeat(1_000_000), 1)))
                    .isEqualTo(new Suspend("the mail server has read nothing for mail.timeout, 400 ms", false));
        }
    }

    /** That it is silent may be due to one mail, so an event of its own is found as before. */
    @Test
    void silenceIsNoAnswerInTime() {
        try (ScriptedSmtp server = ScriptedSmtp.answering(Map.of("MAIL", "silence"))) {
            Smtp sender = sender(server, Security.NONE, Duration.ofMinutes(1));

            Exception failure = failure(sender, mail(sender, "text", 1));

            assertThat(new SmtpErrorClassifier(List::of).outcome(failure, null)).isNull();
            assertThat(failure).hasRootCauseInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void aLongAnswerIsRead() throws Exception {
        String longest = "250-" + "x".repeat(500) + "\r\n";
        Map<String, String> answers = Map.of("EHLO", longest.repeat(100) + "250 well", ".", longest + "250 taken");
        try (ScriptedSmtp server = ScriptedSmtp.answering(answers)) {
            Smtp sender = sender(server, Security.NONE, Duration.ofMinutes(1));
            sender.send(mail(sender, "text", 100));

            assertThat(server.mails()).hasSize(1);
        }
    }

    private static @Nullable Failed outcome(Smtp sender) {
        return outcome(sender, 1);
    }

    private static @Nullable Failed outcome(Smtp sender, int recipients) {
        return outcome(sender, mail(sender, "text", recipients));
    }

    private static @Nullable Failed outcome(Smtp sender, MimeMessage mail) {
        return new SmtpErrorClassifier(List::of).outcome(failure(sender, mail), null);
    }

    private static Exception failure(Smtp sender, MimeMessage mail) {
        try {
            sender.send(mail);
        } catch (MessagingException e) {
            return e;
        }
        throw new AssertionError("the mail was taken");
    }

    private static MimeMessage mail(Smtp sender, String text, int recipients) {
        try {
            MimeMessage mail = new MimeMessage(sender.getSession());
            mail.setFrom("serai@example.com");
            for (int i = 0; i < recipients; i++) {
                mail.addRecipients(RecipientType.TO, "grace" + i + "@example.com");
            }
            mail.setText(text, "UTF-8");
            return mail;
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private static Smtp sender(ScriptedSmtp server, Security security, Duration whole) {
        return new Smtp(
                new MailSettings(
                        "localhost",
                        server.port(),
                        security,
                        "serai",
                        Secret.of("secret"),
                        new MailSettings.OAuth("", "", Secret.of(""), "", Secret.of("")),
                        "",
                        "serai@example.com",
                        Duration.ofMillis(400),
                        whole,
                        Map.of()),
                Clock.systemUTC());
    }

    /** Trusts the test's certificate below TLS as above: a factory of sockets would take the place of the bounded one. */
    private static Smtp trusting(Smtp sender) {
        sender.getJavaMailProperties().setProperty("mail.smtp.ssl.trust", "localhost");
        return sender;
    }
}

package dev.serai.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Secret;
import dev.serai.dispatch.Outcome.Dead;
import dev.serai.dispatch.Outcome.Failed;
import dev.serai.dispatch.Outcome.Retry;
import dev.serai.dispatch.Outcome.Suspend;
import dev.serai.dispatch.Outcome.Unknown;
import dev.serai.mail.MailSettings.Security;
import dev.serai.outbox.ErrorClassifiers;
import dev.serai.testing.ScriptedSmtp;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.angus.mail.util.MailConnectException;
import org.eclipse.angus.mail.util.SocketConnectException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What mail servers say when they refuse, at each command, and what it means. */
class SmtpRefusalsTest {
    private static final String KEY = "mail.editors.to";

    @Test
    void whereNobodyAnswersTheDestinationIsNotReached() {
        MessagingException behind = new MessagingException(
                "not sent", new MailConnectException(new SocketConnectException("no", null, "localhost", 25, 1)));

        assertThat(new ErrorClassifiers(List.of(new SmtpErrorClassifier(List::of))).ofCall(behind))
                .isEqualTo(new Suspend("unreachable: MailConnectException", false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            .    | 550 5.7.60 SMTP; Client does not have permissions to send as this sender | SMTP 550 5.7.60 for the sender: SMTP; Client does not have permissions to send as this sender
            .    | 554 5.2.252 SendAsDenied; serai@example.com not allowed to send as a@example.com; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied | SMTP 554 5.2.252 for the sender: SendAsDenied; <value>@example.com not allowed to send as <address>; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied
            .    | 550 5.7.1 Client does not have permissions to send as this sender | SMTP 550 5.7.1 for the sender: Client does not have permissions to send as this sender
            .    | 550 5.7.1 Unable to relay | SMTP 550 5.7.1 for the sender: Unable to relay
            .    | 530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM | SMTP 530 5.7.57 for the sender: SMTP; Client was not authenticated to send anonymous mail during MAIL FROM
            .    | 550 5.7.23 The message was rejected because of Sender Policy Framework violation | SMTP 550 5.7.23 for the sender: The message was rejected because of Sender Policy Framework violation
            .    | 550-5.7.26 This mail has been blocked because the sender is unauthenticated.\\r\\n550-5.7.26 Gmail requires all senders to authenticate\\r\\n550 5.7.26 gsmtp | SMTP 550 5.7.26 for the sender: This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate gsmtp
            .    | 554 Message rejected: Email address is not verified. | SMTP 554 for the sender: Message rejected: Email address is not verified.
            .    | 550 The from address does not match a verified Sender Identity. | SMTP 550 for the sender: The from address does not match a verified Sender Identity.
            .    | 550 5.1.8 Access denied, bad outbound sender | SMTP 550 5.1.8 for the sender: Access denied, bad outbound sender
            .    | 554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org | SMTP 554 5.7.1 for the sender: Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org
            DATA | 554 5.5.1 Error: no valid recipients | SMTP 554 5.5.1 for the sender: Error: no valid recipients
            MAIL | 530 5.7.0 Authentication required | SMTP 530 5.7.0 for the sender: Authentication required
            MAIL | 553 5.7.1 Sender address rejected: not owned by user serai | SMTP 553 5.7.1 for the sender: Sender address rejected: not owned by user <value>
            MAIL | 550 5.1.1 who | SMTP 550 5.1.1 for the sender: who
            RCPT | 550 5.1.1 User unknown | SMTP 550 5.1.1 for a recipient of mail.editors.to: User unknown
            RCPT | 550 5.1.1 User unknown hang up | SMTP 550 5.1.1 for a recipient of mail.editors.to: User unknown
            RCPT | 554 relay denied | SMTP 554 for a recipient of mail.editors.to: relay denied
            RCPT | 504 5.5.2 <here>: Helo command rejected: need fully-qualified hostname | SMTP 504 5.5.2 for our name in EHLO, set mail.helo-name: <here>: Helo command rejected: need fully-qualified hostname
            RCPT | 450 4.7.1 <here>: Helo command rejected: Host not found | SMTP 450 4.7.1 for our name in EHLO, set mail.helo-name: <here>: Helo command rejected: Host not found
            RCPT | 550 5.7.25 Client host rejected: cannot find your hostname | SMTP 550 5.7.25 for the sender: Client host rejected: cannot find your hostname
            MAIL | 550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1) | SMTP 550 for our name in EHLO, set mail.helo-name: Access denied - Invalid HELO name (See RFC2821 4.1.1.1)
            LO   | 504 5.5.2 <here>: need fully-qualified hostname | SMTP 504 5.5.2 for our name in EHLO, set mail.helo-name: <here>: need fully-qualified hostname
            LO   | 501 5.5.4 Invalid domain name | SMTP 501 5.5.4 for our name in EHLO, set mail.helo-name: Invalid domain name
            LO   | 550 we do not know you hang up | SMTP 550 for our name in EHLO, set mail.helo-name: we do not know you
            """)
    void isMisconfigured(String command, String answer, String reason) {
        assertThat(outcome(command, answer, KEY)).isEqualTo(new Suspend(reason, true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''       | 554 5.7.1 you are blocked | SMTP 554 5.7.1 for the greeting: you are blocked
            ''       | 421 4.3.2 try later hang up | SMTP 421 4.3.2 for the greeting: try later
            ''       | HTTP/1.1 400 Bad Request | no SMTP answer for the greeting: HTTP/1.1 400 Bad Request
            LO       | 421 4.3.2 going down | SMTP 421 4.3.2 for HELO: going down
            .        | 550 5.4.5 Daily user sending limit exceeded. | SMTP 550 5.4.5: Daily user sending limit exceeded.
            .        | 550 5.1.90 Your message can't be sent because you've reached your daily limit for recipients | SMTP 550 5.1.90: Your message can’t be sent because you’ve reached your daily limit for recipients
            MAIL     | 550 Too many emails per hour | SMTP 550: Too many emails per hour
            RCPT     | 552 5.3.1 Mail system full | SMTP 552 5.3.1: Mail system full
            RCPT     | 550 5.5.3 Too many recipients | SMTP 550 5.5.3: Too many recipients
            AUTH     | 535 5.7.139 Authentication unsuccessful, basic authentication is disabled. | login refused: SMTP 535 5.7.139: Authentication unsuccessful, basic authentication is disabled.
            AUTH     | 535-5.7.8 Username and Password not accepted. For more information, go to\\r\\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials a640c23a62f3a-ab67 - gsmtp | login refused: SMTP 535 5.7.8: Username and Password not accepted. For more information, go to <url> a640c23a62f3a-ab67 - gsmtp
            AUTH     | 535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6 | login refused: SMTP 535 5.7.8: Error: authentication failed: <value>
            AUTH     | 535 no serai@mail.example.com, no serai, no s3cret, no c2VyYWkAc2VyYWkAczNjcmV0, no ya29.a0AfH6SMBx7Q9 | login refused: SMTP 535: no <value>@mail.example.com, no <value>, no <value>, no <value>, no ya29.<value>
            AUTH     | 454 4.7.0 Temporary authentication failure | login refused: SMTP 454 4.7.0: Temporary authentication failure
            AUTH     | 334 VXNlcm5hbWU6 | login refused: SMTP 334: <value>
            STARTTLS | 454 4.7.0 TLS not available | SMTP 454 4.7.0 for STARTTLS: TLS not available
            """)
    void suspends(String command, String answer, String reason) {
        assertThat(outcome(command, answer, KEY)).isEqualTo(new Suspend(reason, false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            .    | 552 5.3.4 Message size exceeds fixed limit          | SMTP 552 5.3.4 for the mail: Message size exceeds fixed limit
            .    | 552 Message size limit exceeded                     | SMTP 552 for the mail: Message size limit exceeded
            .    | 550 Message size limit exceeded                     | SMTP 550 for the mail: Message size limit exceeded
            .    | 552 5.7.0 blocked because of its content, ask the sender | SMTP 552 5.7.0 for the mail: blocked because of its content, ask the sender
            .    | 552 too large                                       | SMTP 552 for the mail: too large
            .    | 554 5.7.1 Message rejected as spam                  | SMTP 554 5.7.1 for the mail: Message rejected as spam
            .    | 550 5.7.1 likely unsolicited mail, has been blocked | SMTP 550 5.7.1 for the mail: likely unsolicited mail, has been blocked
            .    | 554 5.6.0 Corrupt message content                   | SMTP 554 5.6.0 for the mail: Corrupt message content
            .    | 554 transaction failed                              | SMTP 554 for the mail: transaction failed
            RCPT | 550 5.1.1 jane@example.com no such user             | SMTP 550 5.1.1 for a recipient: <address> no such user
            RCPT | 550 no such user                                    | SMTP 550 for a recipient: no such user
            RCPT | 550 5.7.133 sender not authenticated for group      | SMTP 550 5.7.133 for a recipient: sender not authenticated for group
            .    | 550 5.1.1 no such user                              | SMTP 550 5.1.1 for a recipient: no such user
            """)
    void concernsOneEvent(String command, String answer, String reason) {
        assertThat(outcome(command, answer, null)).isEqualTo(new Dead(reason));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MAIL | 451 4.7.1 greylisted            | SMTP 451 4.7.1: greylisted
            RCPT | 450 4.2.1 busy                  | SMTP 450 4.2.1: busy
            RCPT | 552 5.2.2 mailbox full          | SMTP 552 5.2.2 for a recipient: mailbox full
            RCPT | 552 mailbox full                | SMTP 552 for a recipient: mailbox full
            DATA | 452 4.3.1 system storage        | SMTP 452 4.3.1: system storage
            .    | 421 4.3.0 going down            | SMTP 421 4.3.0: going down
            MAIL | 421 4.4.2 timeout hang up       | SMTP 421 4.4.2: timeout
            .    | hang up                         | the connection broke off
            RCPT | hang up                         | the connection broke off
            MAIL | hang up                         | the connection broke off
            """)
    void isTriedAgain(String command, String answer, String reason) {
        assertThat(outcome(command, answer, null)).isEqualTo(new Retry(reason));
    }

    /** The sender, or this mail: halving tells, and an event that stands alone is tried again. */
    @ParameterizedTest
    @CsvSource({".,5.7.1", ".,5.7.0", ".,5.3.0", "RCPT,5.7.1", "RCPT,5.3.0"})
    void isUnclear(String command, String status) {
        assertThat(outcome(command, "550 " + status + " refused by policy", null))
                .isEqualTo(new Unknown("SMTP 550 " + status + ": refused by policy"));
    }

    /** A route that names the recipients does not make the login, or our name, their fault. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RCPT | 554 5.7.1 <jane@example.com>: Relay access denied
            RCPT | 504 5.5.2 <here>: Helo command rejected: need fully-qualified hostname
            RCPT | 530 5.7.0 Must issue a STARTTLS command first
            RCPT | 550 5.7.1 Service unavailable, client host blocked using a list
            """)
    void blamesNoRecipientForUs(String command, String answer) {
        assertThat(outcome(command, answer, null))
                .isInstanceOfSatisfying(
                        Suspend.class, rest -> assertThat(rest.misconfigured()).isTrue());
    }

    @Test
    void showsTwoHundredCharactersOfAnAnswer() {
        Failed outcome = outcome(".", "550 5.7.60 \u001B[31m" + "very ".repeat(20_000) + "long", KEY);

        assertThat(outcome.reason())
                .startsWith("SMTP 550 5.7.60 for the sender: [31mvery very")
                .hasSizeLessThan(240)
                .doesNotContain("\u001B");
    }

    private static Failed outcome(String command, String answer, @Nullable String recipients) {
        Map<String, String> answers = new HashMap<>();
        answers.put("EHLO", "250-here\r\n" + (command.equals("STARTTLS") ? "250-STARTTLS\r\n" : "") + "250 AUTH PLAIN");
        if (command.equals("LO")) {
            answers.remove("EHLO");
            answers.put("EHLO", answer);
            answers.put("HELO", answer);
        } else {
            answers.put(command, answer.replace("\\r\\n", "\r\n"));
        }
        try (ScriptedSmtp server = ScriptedSmtp.answering(answers)) {
            MailSettings settings = new MailSettings(
                    "localhost",
                    server.port(),
                    command.equals("STARTTLS") ? Security.STARTTLS : Security.NONE,
                    "serai",
                    Secret.of("s3cret"),
                    new MailSettings.OAuth("", "", Secret.of(""), "", Secret.of("")),
                    "here",
                    "serai@example.com",
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1),
                    Map.of());
            Exception refusal = refusal(new Smtp(settings, Clock.systemUTC()));
            return Objects.requireNonNull(
                    new SmtpErrorClassifier(settings::secrets).outcome(refusal, recipients), "not classified");
        }
    }

    private static Exception refusal(Smtp sender) {
        try {
            MimeMessage mail = new MimeMessage(sender.getSession());
            mail.setFrom("serai@example.com");
            mail.setRecipients(RecipientType.TO, "jane@example.com, joe@example.com");
            mail.setText("text", "UTF-8");
            sender.send(mail);
        } catch (Exception e) {
            return e;
        }
        throw new AssertionError("the mail was taken");
    }
}

package dev.serai.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.serai.config.Secret;
import dev.serai.dispatch.Outcome.Suspend;
import dev.serai.mail.MailSettings.OAuth;
import dev.serai.mail.MailSettings.Security;
import dev.serai.outbox.FailedCallException;
import dev.serai.testing.MovingClock;
import dev.serai.testing.ScriptedSmtp;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A login with an access token, as Microsoft 365 and Google want it, from a token endpoint on this machine. */
@SuppressWarnings("NullAway.Init")
@Timeout(30)
class OAuthTest {
    private static final String SECRET = "s3~cr&t+%=ä";
    private static final String GOOGLES_REFUSAL =
            "334 " + base64("{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"https://mail.google.com/\"}");
    private static final int ENDLESS = -1;

    private final MovingClock clock = new MovingClock();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>(Map.of(
            "EHLO", "250-here\r\n250 AUTH LOGIN PLAIN XOAUTH2",
            "AUTH XOAUTH2", "235 2.7.0 Accepted"));
    private ScriptedSmtp smtp;
    private HttpServer endpoint;
    private volatile int status = 200;
    private volatile String answer = "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"ya29.%d\"}";

    @BeforeEach
    void open() throws IOException {
        smtp = ScriptedSmtp.answering(answers);
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        }));
        endpoint.createContext("/token", exchange -> {
            asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            String body = answer.formatted(asked.size());
            exchange.sendResponseHeaders(Math.max(status, 200), 0);
            try (OutputStream out = exchange.getResponseBody()) {
                do {
                    out.write(body.getBytes(StandardCharsets.UTF_8));
                    out.flush();
                } while (status == ENDLESS);
            }
        });
        endpoint.start();
    }

    @AfterEach
    void close() {
        endpoint.stop(0);
        smtp.close();
    }

    @Test
    void microsoftGivesATokenForASecret() throws Exception {
        Smtp sender = sender(microsoft());

        sender.send(mail(sender));

        assertThat(asked)
                .containsExactly(
                        "grant_type=client_credentials&client_id=the-app&client_secret=s3%7Ecr%26t%2B%25%3D%C3%A4"
                                + "&scope=https%3A%2F%2Foutlook.office365.com%2F.default");
        assertThat(logins()).containsExactly("AUTH XOAUTH2 " + xoauth2("ya29.1"));
        assertThat(smtp.mails()).hasSize(1);
    }

    @Test
    void googleGivesATokenForARefreshToken() throws Exception {
        Smtp sender = sender(new OAuth(url(), "the-app", Secret.of("secret"), "", Secret.of("1//refresh")));

        sender.send(mail(sender));

        assertThat(asked)
                .containsExactly(
                        "grant_type=refresh_token&refresh_token=1%2F%2Frefresh&client_id=the-app&client_secret=secret");
        assertThat(logins()).containsExactly("AUTH XOAUTH2 " + xoauth2("ya29.1"));
    }

    @Test
    void aTokenIsKeptUntilShortlyBeforeItsEnd() throws Exception {
        Smtp sender = sender(microsoft());

        sender.send(mail(sender));
        clock.move(Duration.ofSeconds(3_500));
        sender.send(mail(sender));
        clock.move(Duration.ofSeconds(50));
        sender.send(mail(sender));

        assertThat(logins())
                .containsExactly(
                        "AUTH XOAUTH2 " + xoauth2("ya29.1"),
                        "AUTH XOAUTH2 " + xoauth2("ya29.1"),
                        "AUTH XOAUTH2 " + xoauth2("ya29.2"));
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"access_token\":\"ya29.%d\"}'",
        "'{\"access_token\":\"ya29.%d\",\"expires_in\":null}'",
        "'{\"access_token\":\"ya29.%d\",\"expires_in\":-1}'",
        "'{\"access_token\":\"ya29.%d\",\"expires_in\":30}'"
    })
    void aTokenWithoutATimeIsUsedOnce(String without) throws Exception {
        answer = without;
        Smtp sender = sender(microsoft());

        sender.send(mail(sender));
        sender.send(mail(sender));

        assertThat(asked).hasSize(2);
    }

    @Test
    void aTokenThatWasWithdrawnIsFetchedAgain() throws Exception {
        Smtp sender = sender(microsoft());
        sender.send(mail(sender));
        answers.put("AUTH XOAUTH2 " + xoauth2("ya29.1"), "535 5.7.3 Authentication unsuccessful");

        sender.send(mail(sender));

        assertThat(asked).hasSize(2);
        assertThat(smtp.mails()).hasSize(2);
    }

    /** Google and Microsoft give the reason as a challenge, and the error after an empty line. */
    @Test
    void aRefusalSaysWhy() throws Exception {
        answers.put("AUTH XOAUTH2", GOOGLES_REFUSAL);
        answers.put("334", "535-5.7.8 Username and Password not accepted.\r\n535 5.7.8  gsmtp");
        Smtp sender = sender(microsoft());

        Exception refusal = failure(sender);

        assertThat(new SmtpErrorClassifier(List::of).outcome(refusal, null))
                .isEqualTo(
                        new Suspend("login refused: SMTP 535 5.7.8: Username and Password not accepted. gsmtp", false));
        assertThat(refusal).isInstanceOf(AuthenticationFailedException.class);
        assertThat(asked).as("once more after the refusal").hasSize(2);
        assertThat(smtp.lines()).containsSubsequence("AUTH XOAUTH2 " + xoauth2("ya29.1"), "");
        assertThat(smtp.lines()).noneMatch(line -> line.startsWith("MAIL"));
    }

    @Test
    void aServerThatDoesNotKnowXoauth2IsNamed() {
        answers.put("EHLO", "250-here\r\n250 AUTH LOGIN PLAIN");
        Smtp sender = sender(microsoft());

        assertThat(new SmtpErrorClassifier(List::of).outcome(failure(sender), null))
                .isEqualTo(new Suspend(
                        "login refused: No authentication mechanisms supported by both server and client", false));
        assertThat(logins()).as("no password, and no token as a password").isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            401 | {"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided: s3~cr&t"} | answers HTTP 401 invalid_client AADSTS7000215 | true
            400 | {"error":"invalid_grant","error_description":"Token has been expired or revoked."}                      | answers HTTP 400 invalid_grant               | true
            400 | {"error":{"code":"x"}}            | answers HTTP 400             | true
            400 | {"error":"<b>s3~cr&t</b>"}        | answers HTTP 400             | true
            404 | <html>                            | answers HTTP 404             | true
            503 | {"error":"server_error"}          | answers HTTP 503 server_error | false
            429 | busy                              | answers HTTP 429             | false
            302 | moved                             | answers HTTP 302             | true
            200 | {"token_type":"Bearer"}           | gives no access_token        | false
            200 | {"access_token":"a b"}            | gives no access_token        | false
            200 | {"access_token":"a\\u0001b"}      | gives no access_token        | false
            200 | {"access_token":{"a":1}}          | gives no access_token        | false
            200 | no JSON                           | gives no access_token        | false
            """)
    void anErrorOfTheTokenEndpointIsNamed(int code, String body, String reason, boolean misconfigured) {
        status = code;
        answer = body.replace("%", "%%");
        Smtp sender = sender(microsoft());

        assertThat(suspended(sender))
                .isEqualTo(new Suspend("no access token: mail.oauth.token-url " + reason, misconfigured));
        assertThat(smtp.connections())
                .as("nothing to say without a token, once connected")
                .isZero();
    }

    @Test
    void anAnswerWithoutEndIsBounded() {
        status = ENDLESS;
        answer = "{\"access_token\":\"" + "a".repeat(10_000);
        Smtp sender = sender(microsoft());

        assertThat(suspended(sender))
                .isEqualTo(new Suspend("no access token: mail.oauth.token-url answers more than 64 KB", false));
    }

    @Test
    void anEndpointThatIsDown() {
        endpoint.stop(0);
        Smtp sender = sender(microsoft());

        assertThat(suspended(sender))
                .isEqualTo(new Suspend(
                        "no access token: mail.oauth.token-url cannot be reached: ConnectException", false));
    }

    @Test
    void anEndpointThatAnswersByteByByte() {
        try (ScriptedSmtp slow =
                ScriptedSmtp.answering(Map.of("", "HTTP/1.1 200 OK\r\nContent-Type: x\r\n\r\ndrip a"))) {
            Smtp sender = sender(
                    new OAuth(
                            "http://localhost:" + slow.port() + "/token",
                            "the-app",
                            Secret.of(SECRET),
                            "",
                            Secret.of("")),
                    Duration.ofMillis(400));

            assertThat(suspended(sender))
                    .isEqualTo(
                            new Suspend("no access token: mail.oauth.token-url has not answered within 400 ms", false));
        }
    }

    @Test
    void headersWithoutEndAreBounded() {
        try (ScriptedSmtp endless = ScriptedSmtp.answering(Map.of("", "HTTP/1.1 200 OK\r\nflood X-Header: a\r\n"))) {
            Smtp sender = sender(new OAuth(
                    "http://localhost:" + endless.port() + "/token", "the-app", Secret.of(SECRET), "", Secret.of("")));

            assertThat(suspended(sender).reason())
                    .startsWith("no access token: mail.oauth.token-url cannot be reached");
        }
    }

    private Suspend suspended(Smtp sender) {
        FailedCallException failure = catchThrowableOfType(FailedCallException.class, () -> sender.send(mail(sender)));
        return (Suspend) failure.outcome();
    }

    private Exception failure(Smtp sender) {
        try {
            sender.send(mail(sender));
        } catch (MessagingException e) {
            return e;
        }
        throw new AssertionError("the mail was taken");
    }

    private List<String> logins() {
        return smtp.lines().stream().filter(line -> line.startsWith("AUTH")).toList();
    }

    /** <a href="https://developers.google.com/workspace/gmail/imap/xoauth2-protocol">The form</a> of a login. */
    private static String xoauth2(String token) {
        return base64("user=serai@example.com\u0001auth=Bearer " + token + "\u0001\u0001");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private OAuth microsoft() {
        return new OAuth(url(), "the-app", Secret.of(SECRET), "https://outlook.office365.com/.default", Secret.of(""));
    }

    private String url() {
        return "http://localhost:" + endpoint.getAddress().getPort() + "/token";
    }

    private Smtp sender(OAuth oauth) {
        return sender(oauth, Duration.ofSeconds(20));
    }

    private Smtp sender(OAuth oauth, Duration timeout) {
        return new Smtp(
                new MailSettings(
                        "localhost",
                        smtp.port(),
                        Security.NONE,
                        "serai@example.com",
                        Secret.of(""),
                        oauth,
                        "",
                        "serai@example.com",
                        timeout,
                        Duration.ofMinutes(1),
                        Map.of()),
                clock);
    }

    private static MimeMessage mail(Smtp sender) throws MessagingException {
        MimeMessage mail = new MimeMessage(sender.getSession());
        mail.setFrom("serai@example.com");
        mail.setRecipients(RecipientType.TO, "grace@example.com");
        mail.setText("text", "UTF-8");
        return mail;
    }
}

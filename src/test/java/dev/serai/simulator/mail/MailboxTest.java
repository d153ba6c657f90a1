package dev.serai.simulator.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The mailbox, as its user and a script see it. */
@SuppressWarnings("NullAway.Init")
class MailboxTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private Mailbox mailbox;

    @BeforeEach
    void open() throws IOException {
        mailbox = new Mailbox(0, 0);
    }

    @AfterEach
    void close() {
        mailbox.close();
    }

    @Test
    void givesEachMailOnceInOrderOfArrival() throws Exception {
        send("ada@example.com, Grace <grace@example.com>", "First 🌷", "one\n  two");
        send("ada@example.com", "Second", "three");

        assertThat(ask("GET", "/api/messages").body()).isEqualTo("""
                [{"from":"Serai <serai@example.com>","to":["ada@example.com","Grace <grace@example.com>"],\
                "subject":"First 🌷","text":"one\\n  two"},\
                {"from":"Serai <serai@example.com>","to":["ada@example.com"],"subject":"Second","text":"three"}]""");
    }

    @Test
    void showsTheNewestFirstAndNothingOfItIsHtml() throws Exception {
        send("ada@example.com", "First", "a  <b>  c");
        send("ada@example.com", "<script>alert('&')</script>", "\"2\"");

        HttpResponse<String> page = ask("GET", "/");

        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.body())
                .containsSubsequence(
                        "2 mails",
                        "<h2>&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;</h2>",
                        "Serai &lt;serai@example.com&gt; to ada@example.com",
                        "<pre>&quot;2&quot;</pre>",
                        "<h2>First</h2>",
                        "<pre>a  &lt;b&gt;  c</pre>")
                .doesNotContain("<script");
    }

    @Test
    void isEmptiedOnDemand() throws Exception {
        send("ada@example.com", "First", "one");

        ask("DELETE", "/api/messages");

        assertThat(ask("GET", "/api/messages").body()).isEqualTo("[]");
        assertThat(ask("GET", "/").body()).contains("No mail yet.");
    }

    @Test
    void knowsNothingElse() throws Exception {
        assertThat(ask("POST", "/").statusCode()).isEqualTo(404);
        assertThat(ask("GET", "/etc").statusCode()).isEqualTo(404);
    }

    private void send(String to, String subject, String text) throws MessagingException {
        Properties smtp = new Properties();
        smtp.setProperty("mail.smtp.host", "127.0.0.1");
        smtp.setProperty("mail.smtp.port", Integer.toString(mailbox.smtpPort()));
        MimeMessage mail = new MimeMessage(Session.getInstance(smtp));
        mail.setFrom("Serai <serai@example.com>");
        mail.setRecipients(RecipientType.TO, to);
        mail.setSubject(subject, "UTF-8");
        mail.setText(text, "UTF-8");
        Transport.send(mail);
    }

    private HttpResponse<String> ask(String method, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + mailbox.pagePort() + path);
        return http.send(
                HttpRequest.newBuilder(uri)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}

package dev.serai.simulator.mail;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Everybody's mailbox on this machine: takes every mail by SMTP, shows them on a page, and gives them as JSON. Only for
 * the loopback address.
 *
 * <p>{@code GET /} the page; {@code GET /api/messages} all in order of arrival; {@code DELETE /api/messages} empties it.
 */
public final class Mailbox implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta http-equiv="refresh" content="5">
            <title>Mailbox (%d)</title>
            <style>
              :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
              body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
              article { border: 1px solid #8886; border-radius: .5rem; margin: 1rem 0; padding: 1rem 1.25rem; }
              h2 { font-size: 1.1rem; margin: 0; }
              p { margin: .25rem 0; opacity: .75; }
              pre { font-size: .85rem; overflow-x: auto; margin: 1rem 0 0; }
            </style>
            <h1>Mailbox</h1>
            <p>%s</p>
            %s
            """;
    private static final String MAIL = """
            <article>
              <h2>%s</h2>
              <p>%s to %s</p>
              <pre>%s</pre>
            </article>
            """;

    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private final GreenMail smtp;
    private final HttpServer pages;

    /** One mail, as it is shown. */
    public record Mail(String from, List<String> to, String subject, String text) {}

    /**
     * @param smtpPort where mail is taken, 0 for any free port
     * @param pagePort where it is shown, 0 for any free port
     * @throws IOException if the second is taken
     * @throws IllegalStateException if the first is taken
     */
    public Mailbox(int smtpPort, int pagePort) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        pages = HttpServer.create(new InetSocketAddress(loopback, pagePort), 0);
        pages.createContext("/", this::answer);
        smtp = new GreenMail(new ServerSetup(smtpPort, loopback.getHostAddress(), ServerSetup.PROTOCOL_SMTP));
        GreenMailUser everybody = smtp.setUser("everybody@localhost", "");
        smtp.getUserManager().setMessageDeliveryHandler((mail, recipient) -> {
            if (recipient.equals(mail.getToAddresses().iterator().next())) {
                mails.add(read(mail));
            }
            return everybody;
        });
        smtp.start();
        pages.start();
    }

    /** In the order of their arrival. */
    public List<Mail> mails() {
        return List.copyOf(mails);
    }

    private static Mail read(MovingMessage moving) throws MessagingException {
        MimeMessage mail = moving.getMessage();
        try {
            return new Mail(
                    String.join(", ", addresses(mail.getFrom())),
                    addresses(mail.getAllRecipients()),
                    String.valueOf(mail.getSubject()),
                    String.valueOf(mail.getContent()).replace("\r\n", "\n"));
        } catch (IOException e) {
            throw new MessagingException("it cannot be read", e);
        }
    }

    private static List<String> addresses(Address[] addresses) {
        return Arrays.stream(addresses)
                .map(address -> ((InternetAddress) address).toUnicodeString())
                .toList();
    }

    public int smtpPort() {
        return smtp.getSmtp().getPort();
    }

    int pagePort() {
        return pages.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        switch (request) {
            case "GET /" -> answer(exchange, 200, "text/html", page());
            case "GET /api/messages" -> answer(exchange, 200, "application/json", JSON.writeValueAsString(mails));
            case "DELETE /api/messages" -> {
                mails.clear();
                answer(exchange, 200, "application/json", "[]");
            }
            default -> answer(exchange, 404, "text/plain", "There is / and /api/messages.");
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type + "; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** The newest first. */
    private String page() {
        List<Mail> all = List.copyOf(mails);
        StringBuilder articles = new StringBuilder();
        for (int i = all.size() - 1; i >= 0; i--) {
            Mail mail = all.get(i);
            String to = mail.to().stream().map(Mailbox::escaped).collect(Collectors.joining(", "));
            articles.append(MAIL.formatted(escaped(mail.subject()), escaped(mail.from()), to, escaped(mail.text())));
        }
        String count =
                all.isEmpty() ? "No mail yet." : all.size() + (all.size() == 1 ? " mail" : " mails, newest first");
        return PAGE.formatted(all.size(), count, articles);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    @Override
    public void close() {
        smtp.stop();
        pages.stop(0);
    }
}

package dev.serai.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** An SMTP server that answers to each command as it is told: what real servers say and GreenMail does not. */
public final class ScriptedSmtp implements AutoCloseable {
    private static final Map<String, String> WELL = Map.of(
            "", "220 here",
            "EHLO", "250 here",
            "AUTH", "235 welcome",
            "DATA", "354 go on",
            "QUIT", "221 bye");

    private static final String HANG_UP = "hang up";
    private static final String SILENCE = "silence";

    private final ServerSocket server;
    private final Map<String, String> answers;
    private final @Nullable SSLContext tls;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<Mail> mails = new CopyOnWriteArrayList<>();

    /**
     * A mail that it has got as a whole.
     *
     * @param answer what it said to that
     */
    public record Mail(List<String> lines, String answer) {
        /** Whether it will reach people, known to the sender or not. */
        public boolean isTaken() {
            return answer.startsWith("2") || answer.equals(SILENCE) || answer.equals(HANG_UP);
        }

        /** The first line that begins so. */
        public String line(String beginning) {
            return lines.stream()
                    .filter(line -> line.startsWith(beginning))
                    .findFirst()
                    .orElse("");
        }
    }

    /**
     * @param answers by the first words of a line; by the empty text for the greeting; {@code hang up} closes, {@code
     *     silence} says nothing more
     * @param tls how to go on after STARTTLS
     */
    private ScriptedSmtp(int port, Map<String, String> answers, @Nullable SSLContext tls) {
        this.answers = answers;
        this.tls = tls;
        try {
            server = new ServerSocket(port, 10, InetAddress.getByName("localhost"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::serve, "scripted-smtp");
        thread.setDaemon(true);
        thread.start();
    }

    public static ScriptedSmtp answering(Map<String, String> answers) {
        return answering(0, answers);
    }

    /** @param port 0 for any free one */
    public static ScriptedSmtp answering(int port, Map<String, String> answers) {
        return new ScriptedSmtp(port, answers, null);
    }

    static ScriptedSmtp withStartTls(SSLContext tls) {
        return new ScriptedSmtp(0, Map.of("EHLO", "250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN"), tls);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** All that clients have said; lines under TLS begin with a lock. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** In the order of their arrival. */
    public List<Mail> mails() {
        return mails;
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                talk(socket);
            } catch (IOException e) {
                // a client that went away, or the end of the test
                lines.add("gone");
            }
        }
    }

    private void talk(Socket plain) throws IOException {
        Socket socket = plain;
        if (!answer(socket, "", answerTo(""))) {
            return;
        }
        BufferedReader in = reader(socket);
        boolean data = false;
        List<String> mail = new ArrayList<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            lines.add((socket instanceof SSLSocket ? "🔒" : "") + line);
            if (line.equals("STARTTLS") && tls != null) {
                say(socket, "220 go on");
                SSLSocket secured =
                        (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), false);
                secured.setUseClientMode(false);
                socket = secured;
                in = reader(socket);
                continue;
            }
            boolean complete = data && line.equals(".");
            data &= !complete;
            if (data) {
                mail.add(line);
            } else {
                String answer = answerTo(line);
                if (complete) {
                    mails.add(new Mail(List.copyOf(mail), answer));
                    mail.clear();
                }
                if (!answer(socket, line, answer)) {
                    return;
                }
                data = line.equals("DATA") && !answers.containsKey("DATA");
            }
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    private String answerTo(String line) {
        return first(answers, line, first(WELL, line, "250 well"));
    }

    /** @return whether to go on */
    private boolean answer(Socket socket, String line, String answer) throws IOException {
        if (!answer.equals(HANG_UP) && !answer.equals(SILENCE)) {
            say(socket, answer);
        }
        return !answer.equals(HANG_UP) && !line.equals("QUIT");
    }

    private static String first(Map<String, String> answers, String line, String otherwise) {
        return answers.entrySet().stream()
                .filter(each -> each.getKey().isEmpty() ? line.isEmpty() : line.startsWith(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(otherwise);
    }

    private static void say(Socket socket, String line) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

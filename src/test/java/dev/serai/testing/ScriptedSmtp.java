package dev.serai.testing;

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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
    private static final String FLOOD = "flood ";
    private static final String DRIP = "drip ";
    private static final String SLOW = "slow ";
    private static final String DEAF = "deaf";
    private static final int DRIP_MILLIS = 20;
    private static final String CHALLENGE = "334";

    private final ServerSocket server;
    private final Map<String, String> answers;
    private final @Nullable SSLContext tls;
    private final boolean fromTheFirstByte;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

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
     * @param answers by the first words of a line; by the empty text for the greeting, by {@code 334} for the line after a
     *     challenge. {@code hang up} at the end of an answer closes, {@code silence} says nothing more, {@code slow} waits
     *     20 ms, {@code flood} and {@code drip} at the beginning of a line say the rest again and again until the client
     *     goes, {@code deaf} reads nothing more
     * @param tls how to go on after STARTTLS, or how to begin
     */
    private ScriptedSmtp(int port, Map<String, String> answers, @Nullable SSLContext tls, boolean fromTheFirstByte) {
        this.answers = answers;
        this.tls = tls;
        this.fromTheFirstByte = fromTheFirstByte;
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
        return new ScriptedSmtp(port, answers, null, false);
    }

    public static ScriptedSmtp withStartTls(SSLContext tls) {
        return withStartTls(tls, Map.of());
    }

    /** @param secret the answers under TLS, beside the usual ones */
    public static ScriptedSmtp withStartTls(SSLContext tls, Map<String, String> secret) {
        Map<String, String> answers = new HashMap<>(Map.of("EHLO", "250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN"));
        secret.forEach((line, answer) -> answers.put("🔒" + line, answer));
        return new ScriptedSmtp(0, answers, tls, false);
    }

    public static ScriptedSmtp withTls(SSLContext tls, Map<String, String> answers) {
        return new ScriptedSmtp(0, answers, tls, true);
    }

    /** How many clients have come. */
    public int connections() {
        return connections.get();
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
                connections.incrementAndGet();
                talk(socket);
            } catch (IOException e) {
                // a client that went away, or the end of the test
                lines.add("gone");
            }
        }
    }

    private void talk(Socket plain) throws IOException {
        Socket socket = tls != null && fromTheFirstByte ? secured(plain, tls) : plain;
        if (!answer(socket, "", answerTo(""))) {
            return;
        }
        BufferedReader in = reader(socket);
        boolean data = false;
        boolean challenged = false;
        List<String> mail = new ArrayList<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            lines.add((socket instanceof SSLSocket ? "🔒" : "") + line);
            if (line.equals("STARTTLS") && tls != null) {
                say(socket, "220 go on");
                socket = secured(plain, tls);
                in = reader(socket);
                continue;
            }
            boolean complete = data && line.equals(".");
            data &= !complete;
            if (data) {
                mail.add(line);
            } else {
                String secret =
                        socket instanceof SSLSocket ? answers.get("🔒" + line.replaceFirst("[ :].*", "")) : null;
                String answer = secret != null ? secret : answerTo(challenged ? CHALLENGE : line);
                challenged = answer.startsWith(CHALLENGE);
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

    private static Socket secured(Socket plain, SSLContext tls) throws IOException {
        SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), false);
        secured.setUseClientMode(false);
        return secured;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    private String answerTo(String line) {
        return first(answers, line, first(WELL, line, "250 well"));
    }

    /** @return whether to go on */
    private boolean answer(Socket socket, String line, String answer) throws IOException {
        int beginning = Math.max(answer.indexOf("\r\n" + DRIP), answer.indexOf("\r\n" + FLOOD));
        if (beginning >= 0) {
            say(socket, answer.substring(0, beginning));
            repeat(socket.getOutputStream(), answer.substring(beginning + 2));
        } else if (answer.startsWith(FLOOD) || answer.startsWith(DRIP)) {
            repeat(socket.getOutputStream(), answer);
        } else if (answer.startsWith(SLOW)) {
            waitForTheEnd(DRIP_MILLIS);
            say(socket, answer.substring(SLOW.length()));
        } else if (answer.equals(DEAF)) {
            say(socket, "354 go on");
            waitForTheEnd(Long.MAX_VALUE);
        } else if (!answer.equals(HANG_UP) && !answer.equals(SILENCE)) {
            say(socket, answer.replaceFirst(HANG_UP + "$", "").strip());
        }
        return !answer.endsWith(HANG_UP) && !line.equals("QUIT");
    }

    /** Ends by the exception that the client has gone. */
    private void repeat(OutputStream out, String answer) throws IOException {
        boolean drip = answer.startsWith(DRIP);
        String again = answer.substring(drip ? DRIP.length() : FLOOD.length());
        byte[] bytes = again.repeat(drip ? 1 : 1_000).getBytes(StandardCharsets.ISO_8859_1);
        do {
            out.write(bytes);
            out.flush();
        } while (!waitForTheEnd(drip ? DRIP_MILLIS : 0));
    }

    /** @return whether the test is over */
    private boolean waitForTheEnd(long millis) throws IOException {
        try {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String first(Map<String, String> answers, String line, String otherwise) {
        return answers.entrySet().stream()
                .filter(each -> each.getKey().isEmpty() ? line.isEmpty() : line.startsWith(each.getKey()))
                .max(Comparator.comparingInt(each -> each.getKey().length()))
                .map(Map.Entry::getValue)
                .orElse(otherwise);
    }

    private static void say(Socket socket, String line) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

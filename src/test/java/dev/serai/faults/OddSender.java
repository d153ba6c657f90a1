package dev.serai.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** Sends odd requests, and takes down the answers. */
record OddSender(int port, Answers answers) {
    private static final int PIPELINED = 16;
    private static final int PATIENCE_MILLIS = 90_000;
    private static final int SILENCE_MILLIS = 300;
    private static final int QUOTED = 2_000;

    private Socket connect(int patience) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(patience);
        return socket;
    }

    /** All on one connection, several at a time. */
    void send(OddRequests requests, int count) throws IOException {
        try (Socket socket = connect(PATIENCE_MILLIS)) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int left = count; left > 0; left -= PIPELINED) {
                List<OddRequest> sent = new ArrayList<>();
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                for (int i = 0; i < Math.min(PIPELINED, left); i++) {
                    sent.add(requests.next());
                    bytes.writeBytes(sent.get(i).bytes());
                }
                bytes.writeTo(socket.getOutputStream());
                for (OddRequest request : sent) {
                    answers.take(request, answer(in, request));
                }
            }
        }
    }

    private static Answer answer(InputStream in, OddRequest request) {
        try {
            return Objects.requireNonNull(Answer.read(in, request.isHead()), "the connection was closed");
        } catch (IOException | RuntimeException e) {
            String text = new String(request.bytes(), ISO_8859_1);
            throw new AssertionError("no answer to " + text.substring(0, Math.min(QUOTED, text.length())), e);
        }
    }

    /** Each on a connection of its own, read until it is closed or nothing more comes. */
    void sendNoHttp(RandomGenerator random, int count) throws IOException {
        for (int left = count; left > 0; left--) {
            try (Socket socket = connect(SILENCE_MILLIS)) {
                socket.setSoLinger(true, 0);
                socket.getOutputStream().write(NoHttp.next(random));
                InputStream in = new BufferedInputStream(socket.getInputStream());
                for (Answer answer = Answer.read(in, false); answer != null; answer = Answer.read(in, false)) {
                    answers.take(answer);
                }
            } catch (SocketTimeoutException | SocketException e) {
                // it waits for more, which does not come; or it has closed at once
            }
        }
    }
}

package dev.serai.operate.doctor;

import dev.serai.operate.doctor.FarEnd.Protocol;
import dev.serai.outbox.Excerpt;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a server is reached by TCP and TLS, and for how long its certificate is valid. No login, no request: {@code serai check
 * --online} has the questions behind that.
 */
record ReachCheck(FarEnd end, Clock clock) implements DoctorCheck {
    private static final int MILLIS = 5_000;
    /** Public authorities renew a month before the end. */
    private static final Duration SOON = Duration.ofDays(21);

    private static final Duration VERY_SOON = Duration.ofDays(3);

    @Override
    public String name() {
        return "reach " + end.names();
    }

    @Override
    public List<Diagnosis> look() throws GeneralSecurityException {
        try (Socket connection = new Socket()) {
            long since = System.nanoTime();
            connection.connect(new InetSocketAddress(end.host(), end.port()), MILLIS);
            connection.setSoTimeout(MILLIS);
            long millis = (System.nanoTime() - since) / 1_000_000;
            return end.protocol().isEncrypted()
                    ? encrypted(connection, millis)
                    : List.of(Diagnosis.ok(name(), end.where() + " is reached in " + millis + " ms"));
        } catch (IOException e) {
            return List.of(Diagnosis.fail(
                    name(),
                    end.where() + " is not reached: " + reason(e),
                    "compare " + end.keys()
                            + " with the address of the server; name server and firewall must let Serai through"));
        }
    }

    private List<Diagnosis> encrypted(Socket connection, long millis) throws IOException, GeneralSecurityException {
        if (end.protocol() == Protocol.SMTP_STARTTLS) {
            StartTls.smtp(connection);
        } else if (end.protocol() == Protocol.POSTGRESQL) {
            StartTls.postgresql(connection);
        }
        TlsProbe.Seen seen = TlsProbe.shake(connection, end.host(), end.port());
        List<Diagnosis> found = new ArrayList<>();
        boolean isRefused = seen.problem() != null && end.protocol().trustsAsJava();
        found.add(
                isRefused
                        ? Diagnosis.fail(
                                name(),
                                end.where() + " is reached, and its TLS is refused: " + Excerpt.line(seen.problem()),
                                "let the server send a certificate for " + end.host() + " with its whole chain; for an"
                                        + " authority of your own set -Djavax.net.ssl.trustStore in config/jvm.options")
                        : Diagnosis.ok(name(), end.where() + " is reached in " + millis + " ms, and TLS begins"));
        if (seen.certificate() != null) {
            found.add(expiry(seen.certificate()));
        }
        return found;
    }

    private Diagnosis expiry(X509Certificate certificate) {
        Instant end = certificate.getNotAfter().toInstant();
        Duration left = Duration.between(clock.instant(), end);
        String check = "certificate " + this.end.names();
        String instead = "renew the certificate of " + this.end.where();
        if (left.isNegative()) {
            return Diagnosis.fail(check, "the certificate of " + this.end.where() + " expired at " + end, instead);
        }
        long days = left.toDays();
        String said = "the certificate of " + this.end.where() + " is valid for " + days
                + (days == 1 ? " day" : " days") + ", until " + end;
        return left.compareTo(VERY_SOON) < 0
                ? Diagnosis.fail(check, said, instead)
                : left.compareTo(SOON) < 0 ? Diagnosis.warn(check, said, instead) : Diagnosis.ok(check, said);
    }

    private static String reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return "the name is not known";
        }
        if (e instanceof SocketTimeoutException) {
            return "no answer within " + MILLIS / 1_000 + " s";
        }
        return e instanceof ConnectException ? "the connection is refused" : Excerpt.line(e.getMessage());
    }
}

package dev.serai.mail;

import dev.serai.outbox.DryRun;
import dev.serai.outbox.OutgoingRequest;
import jakarta.mail.Address;
import jakarta.mail.Header;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.angus.mail.util.CRLFOutputStream;
import org.jspecify.annotations.Nullable;

/** Notes the mail that would be given to the server, with its envelope. */
abstract class MailDryRun extends DryRun {
    /** As {@link org.eclipse.angus.mail.smtp.SMTPTransport} leaves them out. */
    private static final String[] NOT_WRITTEN = {"Bcc", "Content-Length"};

    private static final String LINE_END = "\r\n";

    private final String name;

    /** @param name of the endpoint */
    MailDryRun(String name) {
        this.name = name;
    }

    /** What a producer needs in place of the way to the server. */
    final Smtp sender(MailSettings settings, Clock clock) {
        return new Smtp(settings, clock) {
            @Override
            public PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("", "");
            }

            @Override
            protected Transport getTransport(Session session) {
                return new Nowhere(session);
            }
        };
    }

    private final class Nowhere extends Transport {
        Nowhere(Session session) {
            super(session, new URLName("smtp", null, -1, null, null, null));
        }

        @Override
        protected boolean protocolConnect(
                @Nullable String host, int port, @Nullable String user, @Nullable String password) {
            return true;
        }

        @Override
        public void sendMessage(Message message, Address[] recipients) throws MessagingException {
            try {
                note(request((MimeMessage) message, recipients));
            } catch (IOException e) {
                throw new MessagingException("the mail cannot be written", e);
            }
        }
    }

    private OutgoingRequest request(MimeMessage mail, Address[] recipients) throws MessagingException, IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : Collections.list(mail.getNonMatchingHeaders(NOT_WRITTEN))) {
            headers.merge(header.getName(), decoded(header.getValue()), (one, next) -> one + ", " + next);
        }
        return new OutgoingRequest(
                "mail:" + name + " to "
                        + Stream.of(recipients).map(MailDryRun::bare).collect(Collectors.joining(", ")),
                headers,
                String.valueOf(mail.getContent()),
                lines(mail));
    }

    /** With the line ends of SMTP, but before a dot at the begin of a line is doubled. */
    private static String lines(MimeMessage mail) throws MessagingException, IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        mail.writeTo(new CRLFOutputStream(bytes), NOT_WRITTEN);
        String lines = bytes.toString(StandardCharsets.UTF_8);
        return lines.endsWith(LINE_END) ? lines : lines + LINE_END;
    }

    /** As the envelope has it, without the name. */
    private static String bare(Address address) {
        return address instanceof InternetAddress mailbox ? mailbox.getAddress() : address.toString();
    }

    private static String decoded(String header) throws UnsupportedEncodingException {
        return MimeUtility.decodeText(MimeUtility.unfold(header));
    }
}

package dev.serai.mail;

import dev.serai.config.Secret;
import dev.serai.event.Text;
import dev.serai.outbox.MisconfiguredException;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.time.Clock;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one way by which every mail leaves: a connection as it is configured, and no header line that data has made. */
class Smtp extends DefaultJavaMailSender {
    private static final Logger log = LoggerFactory.getLogger(Smtp.class);
    private static final String CONNECT_MILLIS = "5000";
    private static final String LOGIN_REFUSED = "535";

    private static final int MAX_HEADER = 50_000;

    private static final Pattern NAME = Pattern.compile("[!-9;-~]+");
    private static final Pattern NO_TEXT = Pattern.compile("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\x{80}-\\x{9F}]");
    private static final Pattern ASCII = Pattern.compile("\\p{ASCII}*");

    /** The headers from which the mail library takes who sends and who receives. */
    private static final List<String> ENVELOPE = List.of("From", "To", "Cc", "Bcc");

    /** The headers by which people answer. What is no address in them is only a text. */
    private static final List<String> ANSWERS = List.of("Sender", "Reply-To");

    private final Secret password;
    private final @Nullable OAuthTokens tokens;

    Smtp(MailSettings settings, Clock clock) {
        password = settings.password();
        setProtocol("smtp");
        setHost(settings.host());
        setPort(settings.port());
        Properties smtp = getJavaMailProperties();
        if (!settings.user().isEmpty()) {
            setUsername(settings.user());
            smtp.setProperty("mail.smtp.auth", "true");
        }
        tokens = settings.oauth().isWanted() ? new OAuthTokens(settings.oauth(), settings.timeout(), clock) : null;
        if (tokens != null) {
            smtp.setProperty("mail.smtp.auth.mechanisms", "XOAUTH2");
        }
        if (!settings.heloName().isEmpty()) {
            smtp.setProperty("mail.smtp.localhost", settings.heloName());
        }
        switch (settings.security()) {
            case STARTTLS -> {
                smtp.setProperty("mail.smtp.starttls.enable", "true");
                smtp.setProperty("mail.smtp.starttls.required", "true");
            }
            case TLS -> smtp.setProperty("mail.smtp.ssl.enable", "true");
            case NONE -> {}
        }
        smtp.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        smtp.put("mail.smtp.socketFactory", new BoundedSocket.Factory(settings.timeout(), settings.wholeTimeout()));
        smtp.setProperty("mail.smtp.socketFactory.fallback", "false");
        smtp.setProperty("mail.smtp.connectiontimeout", CONNECT_MILLIS);
        String answerMillis = Long.toString(settings.timeout().toMillis());
        smtp.setProperty("mail.smtp.timeout", answerMillis);
        smtp.setProperty("mail.smtp.writetimeout", answerMillis);
        // what was accepted is sent; nothing after it can change that
        smtp.setProperty("mail.smtp.quitwait", "false");
        // without an authenticator, by which the mail library would try a refused login a second time
        setSession(Session.getInstance(smtp));
    }

    /** A token that is refused may have been withdrawn before its end: then another one is fetched, once. */
    @Override
    public void send(MimeMessage message) throws MessagingException {
        clean(message);
        try {
            super.send(message);
        } catch (AuthenticationFailedException e) {
            if (tokens == null || !String.valueOf(e.getMessage()).startsWith(LOGIN_REFUSED)) {
                throw e;
            }
            tokens.forget();
            super.send(message);
        }
    }

    @Override
    public PasswordAuthentication getPasswordAuthentication() {
        return getUsername() == null
                ? super.getPasswordAuthentication()
                : new PasswordAuthentication(getUsername(), tokens == null ? password.value() : tokens.token());
    }

    @Override
    protected Transport getTransport(Session session) {
        return new SmtpConnection(session);
    }

    private static void clean(MimeMessage message) throws MessagingException {
        if (message.getSubject() != null) {
            message.setSubject(text(message.getSubject()), "UTF-8");
        }
        Set<String> names = new LinkedHashSet<>();
        for (Header header : Collections.list(message.getAllHeaders())) {
            if (!NAME.matcher(header.getName()).matches()) {
                throw new MisconfiguredException("a header of the mail has a name that no mail header can have");
            }
            names.add(header.getName());
        }
        for (String name : ENVELOPE) {
            encodeAddresses(message, name);
        }
        for (String name : ANSWERS) {
            try {
                encodeAddresses(message, name);
            } catch (MailAddresses.NotAsciiException e) {
                throw e;
            } catch (AddressException e) {
                log.debug("{} is sent as a text", name);
            }
        }
        for (String name : names) {
            String[] values = message.getHeader(name);
            message.removeHeader(name);
            for (String value : values) {
                message.addHeader(
                        name,
                        MimeUtility.fold(
                                name.length() + 2, ascii(text(MimeUtility.unfold(Text.clean(value, MAX_HEADER))))));
            }
        }
    }

    private static void encodeAddresses(MimeMessage message, String name) throws MessagingException {
        String header = message.getHeader(name, ",");
        if (header != null) {
            message.setHeader(name, InternetAddress.toString(MailAddresses.parse(header)));
        }
    }

    /** On one line, also if its parts have several; folding copies all that follows for each line that it makes. */
    static String text(String value) {
        return NO_TEXT.matcher(Text.clean(value, MAX_HEADER)).replaceAll(" ");
    }

    /** The mail library writes the lower half of each character, and that of some is a line break. */
    private static String ascii(String value) throws MessagingException {
        try {
            return ASCII.matcher(value).matches() ? value : MimeUtility.encodeText(value, "UTF-8", null);
        } catch (UnsupportedEncodingException e) {
            throw new AssertionError("every Java platform has UTF-8", e);
        }
    }
}

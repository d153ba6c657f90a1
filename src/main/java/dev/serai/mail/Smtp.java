package dev.serai.mail;

import dev.serai.journal.Text;
import dev.serai.outbox.Mistake;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.component.mail.DefaultJavaMailSender;

/** The one way by which every mail leaves: a connection as it is configured, and no header line that data has made. */
final class Smtp extends DefaultJavaMailSender {
    private static final String CONNECT_MILLIS = "5000";

    private static final int LONGEST_HEADER = 50_000;

    private static final Pattern NAME = Pattern.compile("[!-9;-~]+");
    private static final Pattern NO_TEXT = Pattern.compile("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\x{80}-\\x{9F}]");
    private static final Pattern ASCII = Pattern.compile("\\p{ASCII}*");

    Smtp(Settings settings) {
        setProtocol("smtp");
        setHost(settings.host());
        setPort(settings.port());
        Properties smtp = getJavaMailProperties();
        if (!settings.user().isEmpty()) {
            setUsername(settings.user());
            setPassword(settings.password());
            smtp.setProperty("mail.smtp.auth", "true");
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
        smtp.setProperty("mail.smtp.connectiontimeout", CONNECT_MILLIS);
        String answerMillis = Long.toString(settings.timeout().toMillis());
        smtp.setProperty("mail.smtp.timeout", answerMillis);
        smtp.setProperty("mail.smtp.writetimeout", answerMillis);
        // what was accepted is sent; nothing after it can change that
        smtp.setProperty("mail.smtp.quitwait", "false");
    }

    @Override
    public void send(MimeMessage message) throws MessagingException {
        clean(message);
        super.send(message);
    }

    private static void clean(MimeMessage message) throws MessagingException {
        if (message.getSubject() != null) {
            message.setSubject(text(message.getSubject()), "UTF-8");
        }
        Set<String> names = new LinkedHashSet<>();
        for (Header header : Collections.list(message.getAllHeaders())) {
            if (!NAME.matcher(header.getName()).matches()) {
                throw new Mistake("a header of the mail has a name that no mail header can have");
            }
            names.add(header.getName());
        }
        for (String name : names) {
            String[] values = message.getHeader(name);
            message.removeHeader(name);
            for (String value : values) {
                message.addHeader(
                        name,
                        MimeUtility.fold(
                                name.length() + 2, ascii(text(MimeUtility.unfold(Text.clean(value, LONGEST_HEADER))))));
            }
        }
    }

    /** On one line, whatever it was made of; folding copies all that follows for each line that it makes. */
    private static String text(String value) {
        return NO_TEXT.matcher(Text.clean(value, LONGEST_HEADER)).replaceAll(" ");
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

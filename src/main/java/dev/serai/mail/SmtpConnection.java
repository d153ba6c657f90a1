package dev.serai.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The conversation about one mail. It knows the last command, so that a refusal says what is refused. */
final class SmtpConnection extends SMTPTransport {
    private static final Logger log = LoggerFactory.getLogger(SmtpConnection.class);

    static final String GREETING = "greeting";

    private static final int CONNECTED = 220;
    private static final int WELL = 250;
    private static final int CHALLENGE = 334;
    private static final int REFUSED = 400;

    private String verb = GREETING;
    private boolean xoauth2;
    private @Nullable SMTPAddressFailedException firstRecipient;

    SmtpConnection(Session session) {
        super(session, new URLName("smtp", null, -1, null, null, null));
    }

    /** Angus Mail gives the text of these refusals without the command. */
    @Override
    protected synchronized boolean protocolConnect(String host, int port, String user, String password)
            throws MessagingException {
        try {
            return super.protocolConnect(host, port, user, password);
        } catch (MessagingException e) {
            boolean refusal = e.getClass() == MessagingException.class && e.getCause() == null;
            boolean refused = getLastReturnCode() != CONNECTED && getLastReturnCode() != WELL;
            throw refusal && refused ? refusal() : e;
        }
    }

    private SMTPSendFailedException refusal() {
        return new SMTPSendFailedException(verb, getLastReturnCode(), getLastServerResponse(), null, null, null, null);
    }

    @Override
    protected void sendCommand(String command) throws MessagingException {
        verb = command.replaceFirst(" .*", "");
        xoauth2 = command.startsWith("AUTH XOAUTH2 ");
        super.sendCommand(command);
    }

    /** A server that has refused EHLO may say no more to HELO: then the first refusal counts. */
    @Override
    protected void helo(String domain) throws MessagingException {
        SMTPSendFailedException ehlo = refusal();
        try {
            super.helo(domain);
        } catch (MessagingException e) {
            boolean saysMore = getLastReturnCode() >= REFUSED || SmtpLimitException.behind(e) != null;
            throw saysMore || ehlo.getReturnCode() < REFUSED ? e : ehlo;
        }
    }

    /**
     * A server that refuses an access token says why in a challenge, and gives the error only after an empty line.
     *
     * @see <a href="https://developers.google.com/workspace/gmail/imap/xoauth2-protocol">error response</a>
     */
    @Override
    protected int readServerResponse() throws MessagingException {
        int code = super.readServerResponse();
        if (code >= REFUSED && verb.equals("RCPT") && firstRecipient == null) {
            firstRecipient = new SMTPAddressFailedException(new InternetAddress(), verb, code, getLastServerResponse());
        }
        if (code != CHALLENGE || !xoauth2) {
            return code;
        }
        sendCommand("");
        return super.readServerResponse();
    }

    /** A server that refuses a recipient may hang up before the next one: then its refusal counts. */
    @Override
    protected void rcptTo() throws MessagingException {
        try {
            super.rcptTo();
        } catch (MessagingException e) {
            boolean hungUp = getLastReturnCode() < CONNECTED && SmtpLimitException.behind(e) == null;
            throw hungUp && firstRecipient != null ? firstRecipient : e;
        }
    }

    /** No RSET: the connection ends with its mail, and a server that hangs up would hide its refusal. */
    @Override
    public synchronized void issueCommand(String command, int expect) throws MessagingException {
        if (!command.equals("RSET")) {
            super.issueCommand(command, expect);
        }
    }

    /** How the conversation ends changes nothing: its mail was accepted before, or refused. */
    @Override
    public synchronized void close() {
        try {
            super.close();
        } catch (MessagingException e) {
            log.debug("the mail server has not heard QUIT", e);
        }
    }
}

package dev.serai.mail;

import dev.serai.dispatch.Outcome.Dead;
import dev.serai.dispatch.Outcome.Failed;
import dev.serai.dispatch.Outcome.Retry;
import dev.serai.dispatch.Outcome.Suspend;
import dev.serai.dispatch.Outcome.Unknown;
import dev.serai.outbox.ErrorClassifier;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ParseException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.jspecify.annotations.Nullable;

/**
 * The table from SMTP's refusals to outcomes; {@code docs/outcomes.md} says the same in words. The enhanced status code
 * decides what is refused; the words decide where that code is missing or says too little.
 *
 * @see <a href="https://www.iana.org/assignments/smtp-enhanced-status-codes">enhanced status codes</a>
 * @see <a href="https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online">Exchange
 *     Online's</a>
 */
public final class SmtpErrorClassifier implements ErrorClassifier {
    private static final Set<String> BEFORE_ANY_MAIL = Set.of(SmtpConnection.GREETING, "EHLO", "HELO", "STARTTLS");
    private static final int TOO_MUCH = 552;
    private static final Set<Integer> LOG_IN_FIRST = Set.of(530, 534, 535, 538);

    private static final Map<String, Blame> BY_STATUS = Map.ofEntries(
            Map.entry("1.7", Blame.SENDER),
            Map.entry("1.8", Blame.SENDER),
            Map.entry("1.9", Blame.SENDER),
            Map.entry("1.90", Blame.SYSTEM), // Exchange: the day's limit of recipients
            Map.entry("2.2", Blame.MAILBOX_FULL),
            Map.entry("2.3", Blame.CONTENT),
            Map.entry("2.121", Blame.SYSTEM), // Exchange: the hour's limit of recipients
            Map.entry("2.122", Blame.SYSTEM),
            Map.entry("2.252", Blame.SENDER), // Exchange: SendAsDenied
            Map.entry("3.4", Blame.CONTENT),
            Map.entry("4.5", Blame.SYSTEM), // Gmail: the day's limit
            Map.entry("5.3", Blame.SYSTEM),
            Map.entry("7.2", Blame.RECIPIENT),
            Map.entry("7.17", Blame.RECIPIENT),
            Map.entry("7.18", Blame.RECIPIENT));

    /** Exchange: the recipient takes no mail from this sender. 7.139 is a login. */
    private static final Pattern RESTRICTED_RECIPIENT = Pattern.compile("7\\.12\\d|7\\.13[0-8]");

    private static final Pattern OUR_NAME = words("helo|ehlo|fully[- ]qualified (?:host|domain)");
    private static final Pattern OUR_RIGHT = words("relay\\w*|send as|sent as|senders?|from address|sender signature"
            + "|not (?:yet )?verified|unverified|(?:un)?authenticat\\w+|(?:un)?authori[sz]\\w+|log ?in|credentials?"
            + "|permissions?|client host|your (?:ip|host|account|domain)|blocked using|block ?list\\w*|black ?list\\w*"
            + "|suspended|spf|dkim|dmarc");
    private static final Pattern OUR_SHARE = words("quota|limits? exceeded|exceeded .{0,40}limits?|too many|rate");
    private static final Pattern TOO_LARGE = words("too (?:large|big|long)|size");
    private static final Pattern THIS_MAIL =
            words("spam|virus\\w*|malware|phish\\w*|content|unsolicited|attachments?|urls?|links?");

    private final Supplier<List<String>> secrets;

    /** @param secrets what a server may repeat and must not be shown */
    public SmtpErrorClassifier(Supplier<List<String>> secrets) {
        this.secrets = secrets;
    }

    private static Pattern words(String words) {
        return Pattern.compile("\\b(?:" + words + ")\\b", Pattern.CASE_INSENSITIVE);
    }

    /** What a refusal is about. UNCLEAR may be the sender or the mail. */
    private enum Blame {
        NAME,
        SENDER,
        SYSTEM,
        CONTENT,
        RECIPIENT,
        MAILBOX_FULL,
        UNCLEAR
    }

    /** What else a server says, {@link SmtpComponent} asks for itself: it knows who has named the recipients. */
    @Override
    public Set<Class<? extends Exception>> unreachable() {
        return Set.of(MailConnectException.class);
    }

    /**
     * @param recipients the key with the recipients; null if the route has set them
     * @return null if the mail server has not said it
     */
    @Nullable
    Failed outcome(Throwable failure, @Nullable String recipients) {
        SmtpLimitException limit = SmtpLimitException.behind(failure);
        if (limit != null) {
            return new Suspend(String.valueOf(limit.getMessage()), false);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Failed known = known(cause, recipients);
            if (known != null) {
                return known;
            }
        }
        return null;
    }

    private @Nullable Failed known(Throwable cause, @Nullable String recipients) {
        if (cause instanceof AuthenticationFailedException login) {
            return login(login);
        }
        if (cause instanceof SMTPAddressFailedException recipient) {
            return refused("RCPT", reply(recipient.getReturnCode(), recipient), recipients);
        }
        if (cause instanceof SMTPSendFailedException sent) {
            String verb = String.valueOf(sent.getCommand()).replaceFirst(" .*", "");
            return refused(verb, reply(sent.getReturnCode(), sent), recipients);
        }
        if (cause instanceof MailAddresses.NotAsciiException address) {
            return new Dead(String.valueOf(address.getMessage()));
        }
        if (cause instanceof ParseException) {
            return new Dead("an address or header that is none");
        }
        // no more is said when STARTTLS is wanted and not offered
        return cause.getClass() == MessagingException.class && cause.getCause() == null
                ? new Suspend(reply(-1, cause).shortText(), false)
                : null;
    }

    private SmtpReply reply(int code, Throwable refusal) {
        return SmtpReply.of(code, String.valueOf(refusal.getMessage()), secrets.get());
    }

    /** A login that got no answer is none of the login's business. */
    private @Nullable Failed login(AuthenticationFailedException login) {
        for (Throwable cause = login; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return null;
            }
        }
        String answer = String.valueOf(login.getMessage());
        SmtpReply reply = answer.matches("(?s)\\d{3}.*")
                ? reply(Integer.parseInt(answer.substring(0, 3)), login)
                : reply(-1, login);
        return new Suspend("login refused: " + (reply.code() < 0 ? reply.shortText() : reply.reason("")), false);
    }

    private static Failed refused(String verb, SmtpReply reply, @Nullable String recipients) {
        if (reply.code() < 0 && !verb.equals(SmtpConnection.GREETING)) {
            return new Retry("the connection broke off");
        }
        Blame blame = blame(verb, reply, recipients == null);
        if (blame == Blame.NAME) {
            return new Suspend(reply.reason(" for our name in EHLO, set mail.helo-name"), true);
        }
        if (BEFORE_ANY_MAIL.contains(verb)) {
            return new Suspend(
                    reply.reason(verb.equals(SmtpConnection.GREETING) ? " for the greeting" : " for " + verb), false);
        }
        if (reply.code() < 500) {
            return new Retry(reply.reason(""));
        }
        return switch (blame) {
            case SENDER -> new Suspend(reply.reason(" for the sender"), true);
            case SYSTEM -> new Suspend(reply.reason(""), false);
            case CONTENT -> new Dead(reply.reason(" for the mail"));
            case RECIPIENT ->
                recipients == null
                        ? new Dead(reply.reason(" for a recipient"))
                        : new Suspend(reply.reason(" for a recipient of " + recipients), true);
            case MAILBOX_FULL -> new Retry(reply.reason(" for a recipient"));
            default -> new Unknown(reply.reason(""));
        };
    }

    private static Blame blame(String verb, SmtpReply reply, boolean addressed) {
        if (reply.is(OUR_NAME) || (reply.code() >= 500 && (verb.equals("EHLO") || verb.equals("HELO")))) {
            return Blame.NAME;
        }
        if (LOG_IN_FIRST.contains(reply.code())) {
            return Blame.SENDER;
        }
        Blame blame = byStatus(reply.status());
        blame = blame == null ? byWords(verb, reply, addressed) : blame;
        boolean contentUnseen = verb.equals("DATA") && blame != Blame.RECIPIENT;
        return (verb.equals("MAIL") || contentUnseen) && blame != Blame.SYSTEM ? Blame.SENDER : blame;
    }

    private static @Nullable Blame byStatus(String status) {
        if (BY_STATUS.containsKey(status)) {
            return BY_STATUS.get(status);
        }
        return switch (status.replaceFirst("\\..*", "")) {
            case "1", "2" -> Blame.RECIPIENT;
            case "3" -> status.equals("3.0") ? null : Blame.SYSTEM;
            case "6" -> Blame.CONTENT;
            case "7" ->
                status.equals("7.0") || status.equals("7.1")
                        ? null
                        : RESTRICTED_RECIPIENT.matcher(status).matches() ? Blame.RECIPIENT : Blame.SENDER;
            default -> null;
        };
    }

    private static Blame byWords(String verb, SmtpReply reply, boolean addressed) {
        boolean recipient = verb.equals("RCPT");
        if (recipient && !addressed) {
            return Blame.RECIPIENT;
        }
        if (reply.code() == TOO_MUCH || reply.is(TOO_LARGE)) {
            return recipient ? Blame.MAILBOX_FULL : Blame.CONTENT;
        }
        if (reply.is(OUR_RIGHT)) {
            return Blame.SENDER;
        }
        if (reply.is(OUR_SHARE)) {
            return Blame.SYSTEM;
        }
        if (!recipient && reply.is(THIS_MAIL)) {
            return Blame.CONTENT;
        }
        if (reply.status().startsWith("7.") || reply.status().equals("3.0")) {
            return Blame.UNCLEAR;
        }
        if (recipient) {
            return Blame.RECIPIENT;
        }
        return reply.status().startsWith("4.") ? Blame.SYSTEM : Blame.CONTENT;
    }
}

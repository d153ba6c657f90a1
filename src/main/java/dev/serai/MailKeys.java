package dev.serai;

import static java.util.stream.Collectors.toMap;

import dev.serai.mail.Settings;
import dev.serai.mail.Settings.OAuth;
import dev.serai.mail.Settings.Security;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The keys {@code mail.*}. */
final class MailKeys {
    /** As many as every mail server must take. */
    private static final int MOST_RECIPIENTS = 100;

    /** A domain, or an address in brackets (<a href="https://www.rfc-editor.org/rfc/rfc5321#section-4.1.3">RFC 5321</a>). */
    private static final Pattern HELO =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?|\\[[A-Za-z0-9:.]{1,60}]");

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private MailKeys() {}

    /** @param callTimeout after which no mail is waited for: its connection ends before */
    static Settings settings(Configuration configuration, Duration callTimeout) {
        Set<String> names = new TreeSet<>(configuration.names("mail", "to"));
        names.addAll(List.of("deliverability", "editors"));
        String security = configuration.choice("mail.security", "starttls", List.of("starttls", "tls", "none"));
        return new Settings(
                configuration.text("mail.host", ""),
                configuration.number("mail.port", 587, 1, 65_535),
                Security.valueOf(security.toUpperCase(Locale.ROOT)),
                configuration.text("mail.user", ""),
                configuration.text("mail.password", ""),
                oauth(configuration),
                heloName(configuration),
                configuration.addresses("mail.from", 1),
                configuration.duration("mail.timeout", "5m"),
                callTimeout.multipliedBy(9).dividedBy(10),
                names.stream()
                        .collect(toMap(
                                name -> name,
                                name -> configuration.addresses("mail." + name + ".to", MOST_RECIPIENTS))));
    }

    private static String heloName(Configuration configuration) {
        String name = configuration.text("mail.helo-name", "");
        if (!name.isEmpty() && !HELO.matcher(name).matches()) {
            configuration.problem("mail.helo-name", "must be a host name such as serai.example.com, in ASCII");
        }
        return name;
    }

    private static OAuth oauth(Configuration configuration) {
        String url = configuration.text("mail.oauth.token-url", "");
        if (!url.isEmpty() && !keepsSecrets(url)) {
            configuration.problem("mail.oauth.token-url", "must begin with https://, since secrets go there");
        }
        return new OAuth(
                url,
                configuration.text("mail.oauth.client-id", ""),
                configuration.text("mail.oauth.client-secret", ""),
                configuration.text("mail.oauth.scope", ""),
                configuration.text("mail.oauth.refresh-token", ""));
    }

    /** Whether secrets stay secret on their way there: over TLS, or on this machine. */
    private static boolean keepsSecrets(String url) {
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            String host = uri.getHost();
            return host != null && (scheme.equals("https") || (scheme.equals("http") && THIS_MACHINE.contains(host)));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}

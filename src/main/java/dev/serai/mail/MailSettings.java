package dev.serai.mail;

import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.InvalidValueException;
import dev.serai.config.Secret;
import dev.serai.config.Section;
import jakarta.mail.internet.AddressException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The settings {@code mail.*}; an empty text is not set.
 *
 * @param user empty for a server that wants no login
 * @param heloName how Serai calls itself to the server; empty for the name of this machine
 * @param from the sender of every mail
 * @param timeout how long an answer may take
 * @param wholeTimeout how long one mail may take with all of its answers
 * @param to the recipients by the name of their destination, as they stand in a mail header
 */
public record MailSettings(
        String host,
        int port,
        Security security,
        String user,
        Secret password,
        OAuth oauth,
        String heloName,
        String from,
        Duration timeout,
        Duration wholeTimeout,
        Map<String, String> to) {
    private static final Format<Integer> PORT = Format.number(1, 65_535);
    private static final Format<Security> SECURITY =
            Format.oneOf("starttls", "tls", "none").as(text -> Security.valueOf(text.toUpperCase(Locale.ROOT)));
    /** A domain, or an address in brackets (<a href="https://www.rfc-editor.org/rfc/rfc5321#section-4.1.3">RFC 5321</a>). */
    private static final Pattern HELO =
            Pattern.compile("([A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?|\\[[A-Za-z0-9:.]{1,60}])?");

    private static final Format<String> HELO_NAME =
            new Format<>("a host name such as serai.example.com, in ASCII", text -> text, name -> HELO.matcher(name)
                    .matches());
    private static final Format<String> FROM = addresses("an e-mail address", 1);
    /** As many as every mail server must take. */
    private static final Format<String> TO = addresses("e-mail addresses, separated by commas", 100);

    /** The recipients of alarms: without any, the shipped router sends no mail there, and nothing waits. */
    private static final String OPTIONAL = "alerts";

    /** What is shorter stands in other words too. */
    private static final int MIN_SECRET = 3;

    /** The mail library counts milliseconds in an int. */
    private static final Duration MAX_TIMEOUT = Duration.ofDays(20);

    /** How the way to the server is kept secret. */
    public enum Security {
        STARTTLS,
        TLS,
        NONE
    }

    /**
     * Where the access token comes from with which the user logs in (XOAUTH2).
     *
     * @param tokenUrl empty for a login with a password
     * @param refreshToken empty for the grant {@code client_credentials}
     */
    public record OAuth(String tokenUrl, String clientId, Secret clientSecret, String scope, Secret refreshToken) {
        private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
        private static final Format<String> TOKEN_URL =
                new Format<>("an https:// URL", text -> text, OAuth::keepsSecrets);

        public OAuth {
            TOKEN_URL.check("tokenUrl", tokenUrl);
        }

        static OAuth from(Section oauth) {
            return new OAuth(
                    oauth.value("token-url", TOKEN_URL),
                    oauth.text("client-id"),
                    oauth.secret("client-secret"),
                    oauth.text("scope"),
                    oauth.secret("refresh-token"));
        }

        /** Over TLS, or on this machine. */
        private static boolean keepsSecrets(String url) {
            URI uri = URI.create(url);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            boolean here = scheme.equals("http") && THIS_MACHINE.contains(String.valueOf(uri.getHost()));
            if (url.isEmpty() || here || (scheme.equals("https") && uri.getHost() != null)) {
                return true;
            }
            throw new InvalidValueException("must begin with https://, since secrets go there");
        }

        boolean isWanted() {
            return !tokenUrl.isEmpty();
        }

        List<String> secrets() {
            return Stream.of(clientSecret.value(), refreshToken.value())
                    .filter(each -> !each.isEmpty())
                    .toList();
        }
    }

    public MailSettings {
        PORT.check("port", port);
        Format.DURATION_ABOVE_ZERO.check("timeout", timeout);
        FROM.check("from", from);
        HELO_NAME.check("heloName", heloName);
        to.values().forEach(recipients -> TO.check("to", recipients));
        timeout = timeout.compareTo(MAX_TIMEOUT) < 0 ? timeout : MAX_TIMEOUT;
        wholeTimeout = wholeTimeout.compareTo(MAX_TIMEOUT) < 0 ? wholeTimeout : MAX_TIMEOUT;
        to = new TreeMap<>(to);
    }

    /** @param wholeTimeout how long one mail may take with all of its answers */
    public static MailSettings from(Config config, Duration wholeTimeout) {
        Section mail = config.section("mail");
        Map<String, String> to = new TreeMap<>();
        config.names("mail", "to")
                .forEach(name -> to.put(name, config.section("mail." + name).value("to", TO)));
        return new MailSettings(
                mail.text("host"),
                mail.value("port", PORT),
                mail.value("security", SECURITY),
                mail.text("user"),
                mail.secret("password"),
                OAuth.from(config.section("mail.oauth")),
                mail.value("helo-name", HELO_NAME),
                mail.value("from", FROM),
                mail.value("timeout", Format.DURATION_ABOVE_ZERO),
                wholeTimeout,
                to);
    }

    private static Format<String> addresses(String expected, int most) {
        return new Format<>(expected, text -> text, text -> {
            try {
                return MailAddresses.parse(text).length <= most;
            } catch (MailAddresses.NotAsciiException e) {
                throw new InvalidValueException("has an address that no mail server takes: " + e.getMessage());
            } catch (AddressException e) {
                return false;
            }
        });
    }

    /** The recipients of a name; empty if there are none. */
    String to(String name) {
        return to.getOrDefault(name, "");
    }

    /** The keys that are not set and without which some mail cannot go. */
    public List<String> unset() {
        List<String> unset = unsetForAll();
        to.forEach((name, recipients) -> {
            if (recipients.isEmpty() && !name.equals(OPTIONAL)) {
                unset.add("mail." + name + ".to");
            }
        });
        return unset;
    }

    /** The keys that are not set and without which no mail can go. */
    List<String> unsetForAll() {
        List<String> unset = new ArrayList<>();
        add(unset, "mail.host", host);
        add(unset, "mail.from", from);
        if (oauth.isWanted()) {
            add(unset, "mail.user", user);
            add(unset, "mail.oauth.client-id", oauth.clientId());
            if (!oauth.refreshToken().isSet()) {
                add(unset, "mail.oauth.client-secret", oauth.clientSecret().value());
            }
        }
        return unset;
    }

    private static void add(List<String> unset, String key, String value) {
        if (value.isEmpty()) {
            unset.add(key);
        }
    }

    /** What the server knows and may repeat in its answers, as we have it and as we have sent it. */
    public List<String> secrets() {
        Base64.Encoder base64 = Base64.getEncoder();
        String proof = password.value();
        return Stream.concat(
                        oauth.secrets().stream(),
                        Stream.of(user + "\0" + user + "\0" + proof, proof, user)
                                .flatMap(each ->
                                        Stream.of(base64.encodeToString(each.getBytes(StandardCharsets.UTF_8)), each)))
                .filter(each -> each.length() >= MIN_SECRET)
                .toList();
    }
}

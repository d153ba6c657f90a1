package dev.serai.mail;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What {@code mail.*} configures; an empty text is not set.
 *
 * @param user empty for a server that wants no login
 * @param heloName how Serai calls itself to the server; empty for the name of this machine
 * @param from the sender of every mail
 * @param timeout how long an answer may take
 * @param wholeTimeout how long one mail may take with all of its answers
 * @param to the recipients by the name of their destination, as they stand in a mail header
 */
public record Settings(
        String host,
        int port,
        Security security,
        String user,
        String password,
        OAuth oauth,
        String heloName,
        String from,
        Duration timeout,
        Duration wholeTimeout,
        Map<String, String> to) {
    /** What is shorter stands in other words too. */
    private static final int SHORTEST_SECRET = 3;

    /** The mail library counts milliseconds in an int. */
    private static final Duration LONGEST = Duration.ofDays(20);

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
    public record OAuth(String tokenUrl, String clientId, String clientSecret, String scope, String refreshToken) {
        boolean isWanted() {
            return !tokenUrl.isEmpty();
        }

        List<String> secrets() {
            return Stream.of(clientSecret, refreshToken)
                    .filter(each -> !each.isEmpty())
                    .toList();
        }
    }

    public Settings {
        timeout = timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST;
        wholeTimeout = wholeTimeout.compareTo(LONGEST) < 0 ? wholeTimeout : LONGEST;
        to = new TreeMap<>(to);
    }

    /** The recipients of a name; empty if there are none. */
    String to(String name) {
        return to.getOrDefault(name, "");
    }

    /** The keys that are not set and without which some mail cannot go. */
    public List<String> unset() {
        List<String> unset = unsetForAll();
        to.forEach((name, recipients) -> {
            if (recipients.isEmpty()) {
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
            if (oauth.refreshToken().isEmpty()) {
                add(unset, "mail.oauth.client-secret", oauth.clientSecret());
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
        return Stream.concat(
                        oauth.secrets().stream(),
                        Stream.of(user + "\0" + user + "\0" + password, password, user)
                                .flatMap(each ->
                                        Stream.of(base64.encodeToString(each.getBytes(StandardCharsets.UTF_8)), each)))
                .filter(each -> each.length() >= SHORTEST_SECRET)
                .toList();
    }
}

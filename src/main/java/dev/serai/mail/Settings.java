package dev.serai.mail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code mail.*} configures; an empty text is not set.
 *
 * @param user empty for a server that wants no login
 * @param from the sender of every mail
 * @param timeout how long an answer may take
 * @param to the recipients by the name of their destination, as they stand in a mail header
 */
public record Settings(
        String host,
        int port,
        Security security,
        String user,
        String password,
        String from,
        Duration timeout,
        Map<String, String> to) {

    /** How the way to the server is kept secret. */
    public enum Security {
        STARTTLS,
        TLS,
        NONE
    }

    public Settings {
        to = new TreeMap<>(to);
    }

    /** The recipients of a name; empty if there are none. */
    String to(String name) {
        return to.getOrDefault(name, "");
    }

    /** The keys that are not set and without which some mail cannot go. */
    public List<String> unset() {
        List<String> unset = new ArrayList<>();
        if (host.isEmpty()) {
            unset.add("mail.host");
        }
        if (from.isEmpty()) {
            unset.add("mail.from");
        }
        to.forEach((name, recipients) -> {
            if (recipients.isEmpty()) {
                unset.add("mail." + name + ".to");
            }
        });
        return unset;
    }
}

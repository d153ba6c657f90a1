package dev.serai.journal;

import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.Secret;
import dev.serai.config.Section;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings {@code journal.*}.
 *
 * @param url {@code jdbc:h2:…} or {@code jdbc:postgresql:…}
 * @param commitTimeout how long a receipt waits for its commit
 * @param connections for the destinations
 */
public record JournalSettings(
        String url, @Nullable String user, Secret password, Duration commitTimeout, int connections) {
    /** The shortest time that the pool of the committer waits for a connection. */
    private static final Duration SHORTEST = Duration.ofMillis(250);

    private static final Format<Duration> COMMIT_TIMEOUT = new Format<>(
            "a duration of 250ms or more, such as 5s",
            Format.DURATION.parse(),
            timeout -> timeout.compareTo(SHORTEST) >= 0);
    private static final Format<Integer> CONNECTIONS = Format.number(2, 1_000);

    public JournalSettings {
        JdbcUrl.FORMAT.check("url", url);
        COMMIT_TIMEOUT.check("commitTimeout", commitTimeout);
        CONNECTIONS.check("connections", connections);
    }

    /** @param password stays as it is */
    public JournalSettings(
            String url, @Nullable String user, String password, Duration commitTimeout, int connections) {
        this(url, user, Secret.of(password), commitTimeout, connections);
    }

    public static JournalSettings from(Config config) {
        Section journal = config.section("journal");
        journal.shownAs("url", JdbcUrl::withoutSecrets);
        return new JournalSettings(
                JdbcUrl.below(journal.home(), journal.value("url", JdbcUrl.FORMAT)),
                journal.text("user"),
                journal.secret("password"),
                journal.value("commit-timeout", COMMIT_TIMEOUT),
                journal.value("connections", CONNECTIONS));
    }
}

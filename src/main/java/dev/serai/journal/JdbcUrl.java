package dev.serai.journal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.util.Credentials;
import dev.serai.config.Format;
import dev.serai.config.InvalidValueException;
import dev.serai.config.Secret;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC URL without its secrets, and the secrets apart, because drivers and pools quote the URL in their errors.
 *
 * @param url without user, passwords and their like
 * @param properties what was taken out, by the names that the driver has for it
 */
public record JdbcUrl(String url, Map<String, String> properties) {
    private static final Pattern QUERY = Pattern.compile("([?&])([^=?&]+)=([^&]*)");
    /** H2 and SQL Server; nothing is encoded there. */
    private static final Pattern SEMICOLONS = Pattern.compile("(;)([^=;]+)=([^;]*)");

    private static final Pattern SECRET = Pattern.compile("(?i)user|.*(?:password|passwd|secret|token).*");
    /** {@code //user:password@host}, and Oracle's {@code thin:user/password@host}. */
    private static final Pattern BEFORE_HOST = Pattern.compile("(?://|:thin:)([^/@\\s]+[:/][^@\\s]*@)");

    private static final Pattern H2_FILE =
            Pattern.compile("jdbc:h2:(?!(?:mem|tcp|ssl|zip|cipher):)(?:file:|nio:|async:)?([^;]+).*");

    private static final Pattern RELATIVE_H2 =
            Pattern.compile("(jdbc:h2:(?:(?:file|nio|async):)?)(\\.{1,2}/[^;]*)(.*)");

    private static final Pattern LOOPBACK =
            Pattern.compile("jdbc:postgresql:(?://(?:localhost|127\\.[0-9.]+|\\[::1])(?:[:/].*)?|[^/].*)");
    private static final Pattern ENCRYPTED =
            Pattern.compile("(?i).*[?&](?:sslmode=(?:require|verify-ca|verify-full)|ssl=true)(?:&.*)?");

    private static final Pattern SERVER =
            Pattern.compile("jdbc:postgresql://([A-Za-z0-9.-]+)(?::(\\d{1,5}))?(?:[/?].*)?");
    private static final int POSTGRES_PORT = 5432;

    /** Of URLs as they are configured. */
    public static final Format<String> FORMAT = new Format<>("a JDBC URL", url -> url, JdbcUrl::isUsable);

    private static boolean isUsable(String given) {
        of(given);
        return true;
    }

    /** @throws InvalidValueException if user and password stand before the host; the message does not quote them */
    public static JdbcUrl of(String given) {
        if (BEFORE_HOST.matcher(given).find()) {
            throw new InvalidValueException(
                    "user and password stand before the host; write them under keys of their own, user and password");
        }
        boolean encoded = !given.startsWith("jdbc:h2:") && !given.startsWith("jdbc:sqlserver:");
        Map<String, String> properties = new LinkedHashMap<>();
        List<String> kept = new ArrayList<>();
        Matcher parameter = (encoded ? QUERY : SEMICOLONS).matcher(given);
        int begin = parameter.find() ? parameter.start() : given.length();
        String separator = begin == given.length() ? "" : parameter.group(1);
        for (boolean found = begin < given.length(); found; found = parameter.find()) {
            if (SECRET.matcher(parameter.group(2)).matches()) {
                String value = parameter.group(3);
                properties.put(name(parameter.group(2)), encoded ? decoded(value) : value);
            } else {
                kept.add(parameter.group(2) + "=" + parameter.group(3));
            }
        }
        String between = separator.equals("?") ? "&" : separator;
        String options = kept.isEmpty() ? "" : separator + String.join(between, kept);
        return new JdbcUrl(given.substring(0, begin) + options, properties);
    }

    /** The URL as it may be shown. @throws InvalidValueException as {@link #of} does */
    public static String withoutSecrets(String given) {
        return of(given).url();
    }

    private static String name(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals("user") || lower.equals("password") ? lower : name;
    }

    private static String decoded(String value) {
        return URLDecoder.decode(value, StandardCharsets.UTF_8);
    }

    /** Sets URL, user and password of a pool; values of the URL win, as they do for the drivers. */
    public void configure(HikariConfig pool, @Nullable String user, Secret password) {
        Map<String, String> others = new LinkedHashMap<>(properties);
        pool.setJdbcUrl(url);
        String name = others.containsKey("user") ? others.remove("user") : user;
        Secret proof = others.containsKey("password") ? Secret.of(others.remove("password")) : password;
        pool.setCredentialsProvider(() -> Credentials.of(name, proof.value()));
        others.forEach(pool::addDataSourceProperty);
    }

    /** Whether it is a PostgreSQL on another machine without enforced encryption, which is the driver's default. */
    public boolean mayBeInTheClear() {
        return url.startsWith("jdbc:postgresql:")
                && !LOOPBACK.matcher(url).matches()
                && !ENCRYPTED.matcher(url).matches();
    }

    /**
     * The PostgreSQL server to which only an encrypted connection is made.
     *
     * @return unresolved; null if the URL is another one, or names several servers
     */
    public @Nullable InetSocketAddress encryptedServer() {
        Matcher server = SERVER.matcher(url);
        return server.matches() && ENCRYPTED.matcher(url).matches()
                ? InetSocketAddress.createUnresolved(
                        server.group(1), server.group(2) == null ? POSTGRES_PORT : Integer.parseInt(server.group(2)))
                : null;
    }

    /**
     * The URL of an H2 database whose path is relative, with the path below a directory.
     *
     * @param home empty for the working directory
     * @return the same URL if it has no such path
     */
    public static String below(Path home, String url) {
        Matcher relative = RELATIVE_H2.matcher(url);
        return home.toString().isEmpty() || !relative.matches()
                ? url
                : relative.group(1)
                        + home.resolve(relative.group(2)).toAbsolutePath().normalize()
                        + relative.group(3);
    }

    /**
     * The path of an H2 database, without the suffixes of its files.
     *
     * @return null if the database is in no file, or not H2
     */
    static @Nullable Path h2Database(String url) {
        Matcher file = H2_FILE.matcher(url);
        if (!file.matches()) {
            return null;
        }
        String home = Matcher.quoteReplacement(System.getProperty("user.home"));
        return Path.of(file.group(1).replaceFirst("^~", home)).toAbsolutePath().normalize();
    }
}

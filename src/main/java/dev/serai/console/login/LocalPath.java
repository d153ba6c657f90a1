package dev.serai.console.login;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a person goes after the login: pages of the console only, so that a link to the login leads to no other site. */
final class LocalPath {
    static final String ROOT = "/console";

    /** Printable ASCII that may stand in an address, and no backslash, which browsers take for a slash. */
    private static final Pattern PAGE = Pattern.compile(ROOT + "(?:[/?][A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?");

    /** A step upwards leads out of the console. */
    private static final Pattern UPWARDS = Pattern.compile("(?i)/(?:\\.|%2e)");

    private static final int MAX = 2_000;

    private LocalPath() {}

    /** @return the path with its query, or the first page if it is no page of the console or is a page of the login */
    static String of(@Nullable String asked) {
        return asked == null
                        || asked.length() > MAX
                        || !PAGE.matcher(asked).matches()
                        || UPWARDS.matcher(asked).find()
                        || asked.startsWith(ConsoleLogin.LOGIN)
                        || asked.startsWith(ConsoleLogin.LOGOUT)
                ? ROOT
                : asked;
    }
}

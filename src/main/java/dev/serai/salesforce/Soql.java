package dev.serai.salesforce;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The look-up of people by address. Over REST, SOQL has no parameters: names are checked, values are quoted
 * (<a href="https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm">escape
 * sequences</a>).
 */
final class Soql {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

    /** A query travels in the URI, encoded; with the headers it may have 16,384 bytes. */
    private static final int MAX_BYTES = 11_000;

    private Soql() {}

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /**
     * The addresses, as many together as one statement has room for.
     *
     * @param fields beside {@code Id} and {@code Email}; each is a {@link #isName name}
     * @param condition what else must hold, or empty
     */
    static List<List<String>> groups(
            String type, Collection<String> fields, Collection<String> addresses, String condition) {
        List<List<String>> groups = new ArrayList<>();
        int room = MAX_BYTES - bytes(lookUp(type, fields, List.of(), condition));
        int left = 0;
        for (String address : addresses) {
            int needed = bytes("," + literal(address));
            if (groups.isEmpty() || needed > left) {
                groups.add(new ArrayList<>());
                left = room;
            }
            groups.get(groups.size() - 1).add(address);
            left -= needed;
        }
        return groups;
    }

    /** One statement. */
    static String lookUp(String type, Collection<String> fields, Collection<String> addresses, String condition) {
        StringBuilder columns = new StringBuilder("Id, Email");
        fields.forEach(field -> columns.append(", ").append(field));
        String literals = addresses.stream().map(Soql::literal).collect(Collectors.joining(","));
        return "SELECT " + columns + " FROM " + type + " WHERE Email IN (" + literals + ")"
                + (condition.isEmpty() ? "" : " AND " + condition);
    }

    private static int bytes(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).length();
    }
}

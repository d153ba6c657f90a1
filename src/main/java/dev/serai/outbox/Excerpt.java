package dev.serai.outbox;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.serai.event.Json;
import dev.serai.event.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a text that a far side has written: one line of at most 200 characters, without addresses, secrets and
 * control characters. The text is cut before any pattern sees it, so that its length costs nothing.
 */
public final class Excerpt {
    /** As many characters of a text are looked at. */
    public static final int LOOKED_AT = 2_000;

    private static final int KEPT = 200;
    private static final int MAX_NAME = 80;
    private static final int MAX_NAMES = 10;

    private static final Pattern STATEMENT = Pattern.compile("; SQL statement:.*| VALUES .*");
    private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\\s\"'<>]+");
    private static final Pattern ADDRESS = Pattern.compile("[^\\s\"'<>(),;:=]{1,254}@[^\\s\"'<>(),;:=]+");

    /** A quotation that has no end, since the text was cut, ends with the text. */
    private static final Pattern VALUE =
            Pattern.compile("\"[^\"]*(?:\"|$)|(?<![\\p{L}\\p{N}])'[^']*$|'[^']*'|\u201C[^\u201D]*(?:\u201D|$)");

    /** What follows a word for a secret, and what looks like one: a long word with a digit in it. */
    private static final Pattern SECRET = Pattern.compile("(?i)\\b(bearer|basic)\\s+\\S+"
            + "|\\b(\\w*(?:token|secret|passw(?:or)?d|signature|authorization|key))\\s*[:=]\\s*\\S+"
            + "|(?<![\\w.-])(?=[\\w./+~=-]*\\d)[\\w./+~=-]{32,}");

    private static final Pattern TAG =
            Pattern.compile("<(style|script)\\b.*?(?:</\\1|$)|<[^<>]*(?:>|$)|>", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("[\\w.:-]{1," + MAX_NAME + "}");

    /** The members of an answer in JSON that say what is wrong. Any other may repeat what was sent. */
    private static final Set<String> TELLING = Set.of(
            "message",
            "error",
            "errors",
            "error_description",
            "errormessage",
            "detail",
            "details",
            "title",
            "reason",
            "code",
            "errorcode",
            "error_code",
            "errortype",
            "policyname",
            "statuscode",
            "status",
            "category",
            "description");

    private Excerpt() {}

    /** The first line of a message, without statements: what it quotes are names. */
    public static String line(@Nullable String message) {
        return kept(clean(STATEMENT.matcher(firstLine(message)).replaceFirst("")));
    }

    /** The first line of a message, also without what it quotes. */
    public static String withoutValues(@Nullable String message) {
        return kept(values(firstLine(message)));
    }

    /**
     * The body of an answer that refuses: of JSON, the members that say what is wrong, as {@code {message: …}}; of a page,
     * its text.
     */
    public static String ofAnswer(@Nullable String body) {
        String begin = begin(body).strip();
        return kept(
                begin.startsWith("{") || begin.startsWith("[")
                        ? json(begin)
                        : secrets(TAG.matcher(begin).replaceAll(" ")));
    }

    /** A name or a code that a far side has chosen; if it is none, that is said. */
    public static String name(String text) {
        return text.length() <= MAX_NAME && NAME.matcher(text).matches() ? text : "<no name>";
    }

    /** Names that a far side has chosen, the first of them. */
    public static List<String> names(List<?> names) {
        return names.stream()
                .limit(MAX_NAMES)
                .map(each -> name(String.valueOf(each)))
                .toList();
    }

    private static String json(String begin) {
        List<String> told = new ArrayList<>();
        String member = "";
        try (JsonParser parser = Json.payloads(begin)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    member = parser.currentName();
                } else if (token.isScalarValue() && TELLING.contains(member.toLowerCase(Locale.ROOT))) {
                    told.add(name(member) + ": " + secrets(parser.getText()));
                }
            }
        } catch (IOException e) {
            // it was cut, or is no JSON: what was read so far is what there is
        }
        return told.isEmpty() ? "" : "{" + String.join(", ", told) + "}";
    }

    private static String secrets(String text) {
        return SECRET.matcher(values(text))
                .replaceAll(secret ->
                        secret.group(1) != null ? "$1 <secret>" : secret.group(2) != null ? "$2 <secret>" : "<secret>");
    }

    private static String values(String text) {
        return VALUE.matcher(clean(text)).replaceAll("<value>");
    }

    private static String clean(String text) {
        return ADDRESS.matcher(URL.matcher(text).replaceAll("<url>")).replaceAll("<address>");
    }

    private static String firstLine(@Nullable String text) {
        return begin(text).lines().findFirst().orElse("");
    }

    /** As much of a text as anything may look at. */
    public static String begin(@Nullable String text) {
        return text == null ? "" : text.substring(0, Math.min(text.length(), LOOKED_AT));
    }

    /** On one line, without what a terminal or a reader of logs would obey. */
    private static String kept(String text) {
        StringBuilder kept = new StringBuilder();
        text.codePoints().map(Excerpt::visible).forEach(point -> {
            boolean blank = point == ' ' && (kept.isEmpty() || kept.charAt(kept.length() - 1) == ' ');
            if (!blank) {
                kept.appendCodePoint(point);
            }
        });
        String line = kept.toString().stripTrailing();
        return line.length() <= KEPT ? line : Text.clean(line, KEPT - 1) + "…";
    }

    private static int visible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> ' ';
            default -> point;
        };
    }
}

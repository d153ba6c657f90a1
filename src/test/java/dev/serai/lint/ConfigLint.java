package dev.serai.lint;

import dev.serai.routes.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The house rules over {@code config/application.properties}, which is the reference of all keys. */
public final class ConfigLint {
    private static final Pattern KEY = Pattern.compile("(#?)([^\\s#=:!]+)\\s*[=:].*");
    private static final Pattern SPELLING = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*(\\.[a-z0-9]+(-[a-z0-9]+)*)+");
    private static final Pattern SENTENCE = Pattern.compile("#.*\\.");

    private final Path file;
    private final Set<String> asked;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> written = new HashSet<>();
    private final Set<String> examples = new HashSet<>();
    private int line;
    private boolean explained;

    private ConfigLint(Path file, Set<String> asked) {
        this.file = file;
        this.asked = asked;
    }

    /** @param asked every key that the program asks for */
    public static List<Finding> check(Path file, Set<String> asked) throws IOException {
        ConfigLint lint = new ConfigLint(file, asked);
        for (String text : Files.readAllLines(file)) {
            lint.line++;
            lint.read(text.strip());
        }
        new TreeSet<>(asked).forEach(lint::isThere);
        return lint.findings;
    }

    private void read(String text) {
        Matcher key = KEY.matcher(text);
        if (key.matches()) {
            key(key.group(2), !key.group(1).isEmpty());
        } else {
            explained = SENTENCE.matcher(text).matches();
        }
    }

    private void key(String key, boolean commentedOut) {
        if (!explained) {
            find("nothing is said about " + key, "write a sentence in a comment right above it, full stop included");
        }
        if (!SPELLING.matcher(key).matches()) {
            find(key + " is spelt unlike the others", "write small words with hyphens, separated by dots");
        }
        if (!(commentedOut ? examples : written).add(key)) {
            find(key + " is there twice, and the last one wins", "keep one of them");
        }
        if (commentedOut) {
            example(key);
        } else {
            isAsked(key);
        }
    }

    /** Only keys that have a name of the user's choice in the middle can be shown and not be there. */
    private void example(String key) {
        if (named(key).isEmpty() || asked.stream().noneMatch(each -> named(each).equals(named(key)))) {
            find(key + " is commented out, and the reference lacks it", "write the key with its default");
        }
    }

    /** A key of something that users give a name, or of a family or type of event, without the name. */
    private static String named(String key) {
        if (isOfEvents(key)) {
            return key.replaceFirst("^(journal\\.keep(-payload)?)\\..*", "$1.*");
        }
        return key.startsWith("database.") || key.startsWith("destination.")
                ? key.replaceFirst("\\.[^.]+\\.", ".*.")
                : "";
    }

    private static boolean isOfEvents(String key) {
        return key.startsWith("journal.keep.") || key.startsWith("journal.keep-payload.");
    }

    private void isAsked(String key) {
        // what is Camel's own is read by Camel itself
        if (!asked.contains(key) && !key.startsWith("camel.")) {
            find("nobody asks for " + key, "mend its name or take it out");
        }
    }

    private void isThere(String key) {
        boolean shown = (key.startsWith("destination.") || isOfEvents(key))
                && examples.stream().anyMatch(each -> named(each).equals(named(key)));
        if (!written.contains(key) && !written.contains(ofAll(key)) && !shown) {
            find(key + " is asked for and missing", "add it with a sentence and its default");
        }
    }

    /** The key that has the value for every family which only keys describe. */
    private static String ofAll(String key) {
        return key.replaceFirst("^family\\.[^.]+\\.", "family.");
    }

    private void find(String reason, String instead) {
        findings.add(new Finding(file.toString(), Math.max(line, 1), reason, instead));
    }
}

package dev.serai.simulator.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The secrets of a receiver, from the command line, a file and the environment. */
final class Secrets {
    private static final Pattern LINE =
            Pattern.compile("(?:(campaign|cmp|graph|experimentation)\\.)?(secret|basic|header)=(.*)");
    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~\\w-]+):\\s*(\\S.*)");

    private final List<Given> given = new ArrayList<>();

    /** The options that a secret can be given by. */
    enum Kind {
        SECRET,
        BASIC,
        HEADER
    }

    /** @param family null for each that sends its secret in this way */
    private record Given(@Nullable SenderFamily family, Kind kind, String value, String where) {}

    /** @param where the option, for errors */
    void add(Kind kind, String value, String where) {
        add(null, kind, value, where);
    }

    private void add(@Nullable SenderFamily family, Kind kind, String value, String where) {
        String text = value.strip();
        if (text.isEmpty() || text.chars().anyMatch(each -> each < ' ')) {
            throw new IllegalArgumentException(where + ": the value is empty or has a control character");
        }
        credential(kind, text, where, family == null ? SenderFamily.CMP : family);
        given.add(new Given(family, kind, text, where));
    }

    /**
     * Reads a file with one value on each line: {@code secret=…}, {@code cmp.secret=…}, or a secret alone.
     *
     * @throws IllegalArgumentException if a line cannot be used; the message names it
     */
    void addFile(Path file) throws IOException {
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                addLine(line.strip(), file + ":" + number);
            }
        }
    }

    private void addLine(String line, String where) {
        Matcher named = LINE.matcher(line);
        if (!named.matches()) {
            add(null, Kind.SECRET, line, where);
            return;
        }
        String family = named.group(1);
        add(
                family == null ? null : SenderFamily.valueOf(family.toUpperCase(Locale.ROOT)),
                Kind.valueOf(named.group(2).toUpperCase(Locale.ROOT)),
                named.group(3),
                where);
    }

    /** Reads {@code CONFORMANCE_SECRET}, {@code CONFORMANCE_CMP_SECRET} and the like; several values stand on lines. */
    void addEnvironment(Map<String, String> environment) {
        for (Kind kind : Kind.values()) {
            addVariable(environment, null, "CONFORMANCE_" + kind, kind);
            for (SenderFamily family : SenderFamily.values()) {
                addVariable(environment, family, "CONFORMANCE_" + family.name() + "_" + kind, kind);
            }
        }
    }

    private void addVariable(Map<String, String> environment, @Nullable SenderFamily family, String name, Kind kind) {
        String values = environment.get(name);
        if (values != null) {
            values.lines().filter(line -> !line.isBlank()).forEach(line -> add(family, kind, line, name));
        }
    }

    /** Those of a family, those that name it first. */
    List<Credential> of(SenderFamily family) {
        List<Given> own = given.stream().filter(each -> each.family() == family).toList();
        List<Given> all = own.isEmpty()
                ? given.stream().filter(each -> each.family() == null).toList()
                : own;
        return all.stream()
                .filter(each -> isSentBy(family, each.kind()))
                .map(each -> credential(each.kind(), each.value(), each.where(), family))
                .toList();
    }

    /**
     * Where a secret was given that none of the families sends in this way.
     *
     * @return a sentence for each
     */
    List<String> unused(List<SenderFamily> families) {
        return given.stream()
                .filter(each -> families.stream()
                        .noneMatch(family ->
                                (each.family() == null || each.family() == family) && isSentBy(family, each.kind())))
                .map(each -> each.where() + ": " + families.get(0) + " sends its secret otherwise; say "
                        + families.get(0).secretOptions())
                .toList();
    }

    private static boolean isSentBy(SenderFamily family, Kind kind) {
        return switch (family) {
            case CMP, EXPERIMENTATION -> kind == Kind.SECRET;
            case CAMPAIGN, GRAPH -> kind != Kind.SECRET;
        };
    }

    private static Credential credential(Kind kind, String value, String where, SenderFamily family) {
        return switch (kind) {
            case SECRET ->
                family == SenderFamily.EXPERIMENTATION
                        ? new Credential.Signature(value)
                        : new Credential.Header("Callback-Secret", value);
            case BASIC -> {
                int colon = value.indexOf(':');
                if (colon < 0) {
                    throw new IllegalArgumentException(where + ": the value is not like user:password");
                }
                yield new Credential.Basic(value.substring(0, colon), value.substring(colon + 1));
            }
            case HEADER -> {
                Matcher header = HEADER.matcher(value);
                if (!header.matches()) {
                    throw new IllegalArgumentException(where + ": the value is not like X-Token: value");
                }
                yield new Credential.Header(header.group(1), header.group(2));
            }
        };
    }
}

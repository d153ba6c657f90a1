package dev.serai.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The values of a properties file, each overridden by the environment variable of the same name in capitals with
 * underscores ({@code receive.port}: {@code RECEIVE_PORT}), or by the content of the file that {@code RECEIVE_PORT_FILE} names. A key
 * without a value has the one of the shipped {@code config/application.properties}, which is packed into the jar: no default
 * stands in Java.
 *
 * <p>A key {@code database.crm.user} that is not shipped has the shipped value of {@code database.user}, or else of the
 * first {@code database.<name>.user}: what users name has the defaults of its neighbours. So has {@code shop.header} of a new
 * family the value of another family's.
 *
 * <p>Problems are collected, so that all of them can be shown at once.
 */
public final class Config {
    private static final PropertiesFile SHIPPED = PropertiesFile.packed("/config/application.properties");

    static final String FOREIGN = "camel.";

    /** A variable with this end names the file that has the value, as secrets are mounted in containers. */
    static final String FILE = "_FILE";

    /** User and password before the host of a URL. */
    private static final Pattern USER_OF_URL = Pattern.compile("://[^/?#@\\s]+@");

    private static final int MAX_FILE = 64 << 10;

    /** What relative paths are below. */
    private final Path home;

    private final PropertiesFile file;
    private final Map<String, String> environment;
    private final Set<String> asked;
    /** How the values of some keys are shown, by the keys. */
    private final Map<String, Masking> maskings;
    /** Whether system properties override the file. */
    private final boolean ofThisProcess;

    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private Config(
            Path home,
            PropertiesFile file,
            Map<String, String> environment,
            Set<String> asked,
            Map<String, Masking> maskings,
            boolean ofThisProcess) {
        this.home = home;
        this.ofThisProcess = ofThisProcess;
        this.file = file;
        this.environment = environment;
        this.asked = asked;
        this.maskings = maskings;
        problems.addAll(file.problems());
    }

    /**
     * Reads the file; a mistake in it is a problem like any other.
     *
     * @param file may be missing: then every key has its default
     * @throws IOException if it is there and cannot be read
     */
    public static Config load(Path file, Map<String, String> environment) throws IOException {
        return load(Path.of(""), file, environment);
    }

    /**
     * The same, and what is configured as a relative path is below a directory.
     *
     * @param home empty for the working directory
     */
    public static Config load(Path home, Path file, Map<String, String> environment) throws IOException {
        return new Config(
                home, PropertiesFile.read(file), environment, new TreeSet<>(), new ConcurrentHashMap<>(), true);
    }

    /** The shipped values alone. */
    public static Config shipped() {
        return new Config(Path.of(""), SHIPPED, Map.of(), new TreeSet<>(), new ConcurrentHashMap<>(), false);
    }

    /** The same configuration with other values for some keys; they win over the environment too. */
    public Config with(Map<String, String> overrides) {
        Map<String, String> stronger = new TreeMap<>(environment);
        overrides.forEach((key, value) -> stronger.put(variable(key), value));
        return new Config(home, file, stronger, new TreeSet<>(), new ConcurrentHashMap<>(), ofThisProcess);
    }

    /** The same configuration with problems of its own: they concern one destination, and no other. */
    public Config apart() {
        return new Config(home, file, environment, asked, maskings, ofThisProcess);
    }

    /** The directory that relative paths are below; empty for the working directory. */
    Path home() {
        return home;
    }

    /** The environment variable that overrides a key. */
    public static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** @param words what the keys of the section begin with, such as {@code receive} or {@code database.archive} */
    public Section section(String words) {
        return new Section(this, words);
    }

    /**
     * The sections {@code <word>.<name>.*} that have a certain leaf, in the file, the environment, or the shipped file. A
     * variable has no dots and no hyphens: {@code DATABASE_BIG_SHOP_URL} is of {@code database.big-shop}.
     *
     * @return the names in alphabetical order
     */
    public Set<String> names(String word, String leaf) {
        Set<String> names = new TreeSet<>();
        Stream.concat(SHIPPED.keys().stream(), keys().stream())
                .map(key -> middle(key, word + ".", "." + leaf))
                .filter(name -> !name.isEmpty())
                .forEach(names::add);
        for (String each : environment.keySet()) {
            String variable = each.endsWith(FILE) ? each.substring(0, each.length() - FILE.length()) : each;
            String name = middle(variable, variable(word) + "_", "_" + variable(leaf));
            if (!name.isEmpty()
                    && names.stream().noneMatch(known -> variable(known).equals(name))) {
                names.add(name.toLowerCase(Locale.ROOT).replace('_', '-'));
            }
        }
        return names;
    }

    private static String middle(String key, String before, String after) {
        return key.startsWith(before) && key.endsWith(after) && key.length() > before.length() + after.length()
                ? key.substring(before.length(), key.length() - after.length())
                : "";
    }

    /** @return what the environment, the command line or the file says; null if it is nothing, or blank */
    @Nullable
    String given(String key) {
        asked.add(key);
        return said(key);
    }

    private @Nullable String said(String key) {
        String value = environment.get(variable(key));
        value = value == null ? inFile(key) : value;
        value = value == null ? property(key) : value;
        value = value == null ? file.value(key) : value;
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** The content of the file that a variable names for the key. @return null if there is none, or if it cannot be read */
    private @Nullable String inFile(String key) {
        Path file = fileOf(key);
        if (file == null) {
            return null;
        }
        try {
            if (Files.size(file) > MAX_FILE) {
                problemOnce(key, "has more than " + (MAX_FILE >> 10) + " KB");
                return null;
            }
            DecodedText text = DecodedText.of(file);
            if (text.badLine() > 0) {
                problemOnce(key, "is not " + text.charset() + "; save it as UTF-8");
                return null;
            }
            return text.text();
        } catch (IOException e) {
            problemOnce(key, "cannot be read: " + e.getClass().getSimpleName());
            return null;
        }
    }

    private void problemOnce(String key, String problem) {
        String whole = place(key) + " " + problem;
        if (!problems.contains(whole)) {
            problems.add(whole);
        }
    }

    /** The file that has the value of a key: the one that its variable with {@code _FILE} names. @return null if none does */
    public @Nullable Path fileOf(String key) {
        String named = environment.get(variable(key) + FILE);
        return named == null || named.isBlank() || environment.containsKey(variable(key))
                ? null
                : home.resolve(named.strip());
    }

    /** @throws IllegalStateException if the shipped file lacks the key, which is a mistake in Serai */
    String shipped(String key) {
        String value = SHIPPED.value(template(key));
        if (value == null) {
            throw new IllegalStateException("config/application.properties lacks " + key);
        }
        return value.strip();
    }

    /** Whether the shipped file itself has the key. */
    static boolean isShipped(String key) {
        return SHIPPED.value(key) != null;
    }

    /** The shipped key whose value is the default. */
    private static String template(String key) {
        int leaf = key.lastIndexOf('.');
        int name = key.lastIndexOf('.', leaf - 1);
        String above = name < 0 ? "" : key.substring(0, name + 1);
        return Stream.of(key, above + key.substring(leaf + 1))
                .filter(each -> SHIPPED.value(each) != null)
                .findFirst()
                .orElseGet(() -> SHIPPED.keys().stream()
                        .filter(each -> isNeighbour(middle(each, above, key.substring(leaf)), above))
                        .findFirst()
                        .orElse(key));
    }

    /** A new family has the defaults of the shipped families, and no section has those of a section of another kind. */
    private static boolean isNeighbour(String name, String above) {
        return !name.isEmpty() && (!above.isEmpty() || SHIPPED.value(name + ".sender") != null);
    }

    /** The value of a key for <code>{{key}}</code> in route files. It need be none of Serai's. @return null if it has none */
    public @Nullable String placeholder(String key) {
        String given = said(key);
        String value = given == null ? SHIPPED.value(key) : given;
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** The keys of the file. */
    public Set<String> keys() {
        return new TreeSet<>(file.keys());
    }

    /** The keys {@code camel.*}, which Camel reads for itself. */
    public Map<String, String> foreign() {
        Map<String, String> foreign = new TreeMap<>();
        keys().stream()
                .filter(key -> key.startsWith(FOREIGN))
                .forEach(key -> foreign.put(key, Objects.requireNonNullElse(given(key), "")));
        return foreign;
    }

    /**
     * The keys below some words, in the file and in the environment. A variable is taken for a key in small letters, as
     * {@code JOURNAL_KEEP_CMP_ASSET_ADDED} for {@code journal.keep.cmp.asset_added}.
     *
     * @param words such as {@code journal.keep.cmp}
     */
    public Set<String> keysBelow(String words) {
        Set<String> below = new TreeSet<>();
        keys().stream().filter(key -> key.startsWith(words + ".")).forEach(below::add);
        String first = variable(words) + "_";
        for (String each : environment.keySet()) {
            String variable = each.endsWith(FILE) ? each.substring(0, each.length() - FILE.length()) : each;
            if (variable.startsWith(first)
                    && variable.length() > first.length()
                    && below.stream().noneMatch(key -> variable(key).equals(variable))) {
                below.add(words + "." + variable.substring(first.length()).toLowerCase(Locale.ROOT));
            }
        }
        return below;
    }

    /** The variables of the environment. */
    Set<String> variables() {
        return environment.keySet();
    }

    /** Every key that was asked for. */
    public Set<String> asked() {
        return asked;
    }

    /** Says how the value of a key is shown. */
    void shownAs(String key, Masking masking) {
        maskings.put(key, masking);
    }

    /**
     * Every value that the gateway would use: of the keys that were asked for, of the keys of the file, and of some more. A value
     * is shown only if Serai knows that its key is no secret: those of route files, of Camel and of misspelt keys are masked.
     *
     * @param more such as the placeholders of route files; those without a value are left out
     * @return in the order of their keys
     */
    public List<EffectiveValue> effective(Set<String> more) {
        Set<String> keys = new TreeSet<>(asked);
        keys.addAll(file.keys());
        keys.addAll(more);
        return keys.stream().map(this::effective).flatMap(Optional::stream).toList();
    }

    private Optional<EffectiveValue> effective(String key) {
        String given = said(key);
        String shipped = SHIPPED.value(asked.contains(key) ? template(key) : key);
        String byDefault = shipped == null ? "" : shipped.strip();
        if (given == null && shipped == null) {
            return Optional.empty();
        }
        String value = given == null ? byDefault : given;
        String shown = shown(key, value);
        return Optional.of(new EffectiveValue(
                key,
                shown,
                !shown.equals(value),
                !value.equals(byDefault),
                given == null ? EffectiveValue.Source.DEFAULT : source(key),
                given == null ? "" : where(key)));
    }

    private String shown(String key, String value) {
        boolean isKnown = asked.contains(key) && !key.startsWith(FOREIGN);
        Masking masking = isKnown ? maskings.getOrDefault(key, each -> each) : Masking.WHOLE;
        try {
            String shown = value.isEmpty() ? value : masking.shown(value);
            return USER_OF_URL.matcher(shown).replaceAll("://" + Masking.MASK + "@");
        } catch (InvalidValueException e) {
            return Masking.MASK;
        }
    }

    private EffectiveValue.Source source(String key) {
        if (environment.containsKey(variable(key))) {
            return EffectiveValue.Source.VARIABLE;
        }
        if (fileOf(key) != null) {
            return EffectiveValue.Source.SECRET_FILE;
        }
        return property(key) == null ? EffectiveValue.Source.FILE : EffectiveValue.Source.COMMAND_LINE;
    }

    private String where(String key) {
        return switch (source(key)) {
            case DEFAULT -> "";
            case FILE -> file.place(key);
            case VARIABLE -> variable(key);
            case SECRET_FILE -> variable(key) + FILE + "=" + fileOf(key);
            case COMMAND_LINE -> "-D" + key;
        };
    }

    /**
     * The files that have secrets: the file of the configuration if it has any, and those that variables name.
     *
     * @param more keys such as the placeholders of route files
     */
    public Set<Path> secretFiles(Set<String> more) {
        Set<Path> files = new TreeSet<>();
        for (EffectiveValue each : effective(more)) {
            Path named = fileOf(each.key());
            boolean isSecret = each.isMasked() && !each.key().startsWith(FOREIGN);
            if (isSecret && each.source() == EffectiveValue.Source.FILE) {
                files.add(Path.of(file.name()));
            } else if (each.source() == EffectiveValue.Source.SECRET_FILE && named != null) {
                files.add(named);
            }
        }
        return files;
    }

    /** Adds a problem with a key; values are not shown, they may be secrets. */
    void problem(String key, String problem) {
        problems.add(place(key) + ": " + key + " " + problem);
    }

    private @Nullable String property(String key) {
        return ofThisProcess ? System.getProperty(key) : null;
    }

    /** Where the value of a key comes from. */
    private String place(String key) {
        if (environment.containsKey(variable(key))) {
            return variable(key) + " in the environment";
        }
        if (fileOf(key) != null) {
            return variable(key) + FILE + " in the environment, the file " + fileOf(key);
        }
        return property(key) == null ? file.place(key) : "-D" + key;
    }

    /** Adds a problem with a variable that is no key. */
    void problemOfVariable(String variable, String problem) {
        problems.add(variable + " in the environment " + problem);
    }

    void warn(String key, String warning) {
        warnings.add(key + " " + warning);
    }

    /** Values that work and can be guessed or misused: each line begins with its key. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** What is wrong so far: a line for each problem. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** @throws ConfigException with all problems so far */
    public void complain() {
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }
}

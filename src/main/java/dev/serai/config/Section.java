package dev.serai.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys that begin with the same words, such as {@code receive.*}; a leaf is what comes after them. */
public final class Section {
    private final Config config;
    private final String words;
    /** The words of the keys that have the values of those which are not set here; empty if none have. */
    private final String common;

    Section(Config config, String words) {
        this(config, words, "");
    }

    private Section(Config config, String words, String common) {
        this.config = config;
        this.words = words;
        this.common = common;
    }

    /**
     * The same section, in which a key that is not set has the value of the key with other words: {@code family.shop.sender} that of
     * {@code family.sender}.
     */
    public Section orElse(String other) {
        return new Section(config, words, other);
    }

    private @Nullable String given(String leaf) {
        String own = config.given(key(leaf));
        String ofAll = common.isEmpty() ? null : config.given(common + "." + leaf);
        return own == null && !Config.isShipped(key(leaf)) ? ofAll : own;
    }

    /** What the keys of this section begin with, such as {@code receive}. */
    public String words() {
        return words;
    }

    public String key(String leaf) {
        return words + "." + leaf;
    }

    /** Whether the key has a value beside the shipped one. */
    public boolean isGiven(String leaf) {
        return config.given(key(leaf)) != null;
    }

    /** @return empty if nothing is set */
    public String text(String leaf) {
        return value(leaf, Format.TEXT);
    }

    /** A secret, of which nothing is shown to anybody. */
    public Secret secret(String leaf) {
        shownAs(leaf, Masking.WHOLE);
        return Secret.read(this, leaf);
    }

    /** Says how the value of a key is shown, as it has a secret or may have one in it. */
    public void shownAs(String leaf, Masking masking) {
        config.shownAs(key(leaf), masking);
        if (!common.isEmpty()) {
            config.shownAs(common + "." + leaf, masking);
        }
    }

    /** A path; a relative one is below {@link #home}. */
    public Path path(String leaf) {
        return home().resolve(text(leaf));
    }

    /** The directory that relative paths are below; empty for the working directory. */
    public Path home() {
        return config.home();
    }

    /** A value that cannot be used is a problem, and the shipped one takes its place until all problems are told. */
    public <T> T value(String leaf, Format<T> format) {
        return value(leaf, format, format.of(config.shipped(key(leaf))));
    }

    /** The same for keys that are not shipped. */
    public <T> T value(String leaf, Format<T> format, T ifAbsent) {
        String given = given(leaf);
        try {
            return given == null ? ifAbsent : format.of(given);
        } catch (InvalidValueException e) {
            problem(leaf, String.valueOf(e.getMessage()));
            return ifAbsent;
        }
    }

    /**
     * Several secrets, separated by commas; one with a comma in it stands in double quotes, and a double quote in there is
     * written twice. Secrets that can be guessed are a warning.
     */
    public List<String> secrets(String leaf) {
        return secrets(leaf, SecretList.PLAIN);
    }

    /** The same, each {@code user:password}. */
    public List<String> users(String leaf) {
        return secrets(leaf, SecretList.USERS);
    }

    private List<String> secrets(String leaf, Format<List<String>> format) {
        shownAs(leaf, Masking.WHOLE);
        List<String> secrets = value(leaf, format);
        SecretList.weakness(secrets, format.equals(SecretList.USERS))
                .ifPresent(weakness -> config.warn(key(leaf), weakness));
        return secrets;
    }

    /** The same keys, read again: a value in a file may be another one. Its problems are its own. */
    public Section again() {
        return new Section(config.apart(), words, common);
    }

    /** @throws ConfigException with the problems so far */
    public void complain() {
        config.complain();
    }

    /** The file that has the value of a key, see {@link Config#fileOf}. */
    public @Nullable Path fileOf(String leaf) {
        return config.fileOf(key(leaf));
    }

    /** @param problem goes on after the key; it does not quote the value */
    public void problem(String leaf, String problem) {
        config.problem(key(leaf), problem);
    }
}

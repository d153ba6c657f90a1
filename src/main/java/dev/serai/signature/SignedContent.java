package dev.serai.signature;

import dev.serai.config.InvalidValueException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a signature covers, such as <code>{id}.{timestamp}.{body}</code>. The body goes in as its bytes, since a body that is
 * decoded and encoded again may have other bytes; all else goes in as UTF-8.
 */
public final class SignedContent {
    /** The word of the body. */
    public static final String BODY = "body";

    private static final Pattern WORD = Pattern.compile("\\{([^{}]*)}");

    private final String template;
    private final List<Part> parts = new ArrayList<>();

    /** @param isWord whether the text is the name of a value, and not the value itself */
    private record Part(String text, boolean isWord) {}

    private SignedContent(String template) {
        this.template = template;
    }

    /**
     * @param template text with words in braces, <code>{body}</code> among them
     * @param words those that have a value, beside the body
     * @throws InvalidValueException if the template has no body, or a word that has no value
     */
    public static SignedContent of(String template, Set<String> words) {
        SignedContent content = new SignedContent(template);
        Matcher matcher = WORD.matcher(template);
        int end = 0;
        while (matcher.find()) {
            content.addText(template.substring(end, matcher.start()));
            content.addWord(matcher.group(1), words);
            end = matcher.end();
        }
        content.addText(template.substring(end));
        if (content.parts.stream()
                .noneMatch(part -> part.isWord() && part.text().equals(BODY))) {
            throw new InvalidValueException(
                    "must have {body}, since a signature that leaves the body out proves nothing");
        }
        return content;
    }

    private void addText(String text) {
        if (!text.isEmpty()) {
            parts.add(new Part(text, false));
        }
    }

    private void addWord(String word, Set<String> words) {
        if (!word.equals(BODY) && !words.contains(word)) {
            Set<String> known = new TreeSet<>(words);
            known.add(BODY);
            throw new InvalidValueException(
                    "has {" + word + "}, and only {" + String.join("}, {", known) + "} have a value");
        }
        parts.add(new Part(word, true));
    }

    /**
     * Writes the content, part by part.
     *
     * @param values by their words, all but the body
     * @throws IllegalArgumentException if a word has no value
     */
    void write(Map<String, String> values, byte[] body, Consumer<byte[]> to) {
        for (Part part : parts) {
            if (part.isWord() && part.text().equals(BODY)) {
                to.accept(body);
            } else {
                String text = part.isWord() ? values.get(part.text()) : part.text();
                if (text == null) {
                    throw new IllegalArgumentException("{" + part.text() + "} has no value");
                }
                to.accept(text.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Whether a word stands in the template. */
    public boolean has(String word) {
        return parts.contains(new Part(word, true));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedContent content && content.template.equals(template);
    }

    @Override
    public int hashCode() {
        return template.hashCode();
    }

    /** The template. */
    @Override
    public String toString() {
        return template;
    }
}

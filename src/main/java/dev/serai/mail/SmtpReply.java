package dev.serai.mail;

import dev.serai.event.Text;
import dev.serai.outbox.Excerpt;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a mail server has answered.
 *
 * @param code of three digits; -1 if there was no answer, or none that has a code
 * @param status subject and detail of the <a href="https://www.rfc-editor.org/rfc/rfc3463">enhanced status code</a>, such as
 *     {@code 7.60}; empty if the server gives none
 * @param text on one line, without addresses and secrets
 */
record SmtpReply(int code, String status, String text) {
    private static final int MAX_READ = 1_000;
    private static final int MAX_TEXT = 200;

    private static final Pattern LINE =
            Pattern.compile("(?:(\\d{3})(?:[ -]|$))?(?:[245]\\.(\\d{1,3}\\.\\d{1,3})(?: |$))?(.*)");
    private static final Pattern WITHIN_WORD = Pattern.compile("(?<=\\w)'(?=\\w)");

    /** Twelve characters or more with digits and letters of both cases, or an end as base64 has it: a token or a login. */
    private static final Pattern BASE64 = Pattern.compile("[\\w+/-]{8,}={1,2}"
            + "|(?<![\\w+/-])(?=[\\w+/-]{0,199}\\d)(?=[\\w+/-]{0,199}[a-z])(?=[\\w+/-]{0,199}[A-Z])[\\w+/-]{12,}");

    /**
     * @param answer all lines, a character for each byte
     * @param secrets what must not be shown, though the server repeats it
     */
    static SmtpReply of(int code, String answer, List<String> secrets) {
        byte[] bytes = Text.clean(answer, MAX_READ).getBytes(StandardCharsets.ISO_8859_1);
        List<Matcher> lines = new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .map(line -> LINE.matcher(Smtp.text(line)))
                .filter(Matcher::matches)
                .toList();
        String status = lines.stream()
                .map(line -> line.group(2))
                .filter(each -> each != null)
                .findFirst()
                .orElse("");
        String text = lines.stream().map(line -> line.group(3).strip()).collect(Collectors.joining(" "));
        return new SmtpReply(code, status, scrubbed(text, secrets));
    }

    private static String scrubbed(String text, List<String> secrets) {
        String scrubbed = text;
        for (String secret : secrets) {
            scrubbed = scrubbed.replace(secret, "<value>");
        }
        scrubbed = BASE64.matcher(scrubbed).replaceAll("<value>");
        scrubbed = WITHIN_WORD.matcher(scrubbed).replaceAll("\u2019");
        return Excerpt.withoutValues(scrubbed).strip();
    }

    boolean is(Pattern words) {
        return words.matcher(text).find();
    }

    /** @param about what is refused, with a blank before it; may be empty */
    String reason(String about) {
        String whole = status.isEmpty() ? "" : " " + code / 100 + "." + status;
        String head = code < 0 ? "no SMTP answer" : "SMTP " + code + whole;
        return head + about + (text.isEmpty() ? "" : ": " + shortText());
    }

    /** At most 200 characters. */
    String shortText() {
        return Text.clean(text, MAX_TEXT);
    }
}

package dev.serai.check;

import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import dev.serai.routes.YamlTree;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What must not be said in a route file, wherever in it. */
final class Wording {
    private static final Pattern SQL = Pattern.compile(
            "(?is)\\b(insert\\s+into|delete\\s+from|merge\\s+into|update\\s+\\S+\\s+set|select\\s.+\\sfrom)\\s");
    private static final Pattern CLASS =
            Pattern.compile("(?<![\\w.])(?:org|com|dev|javax?)(?:\\.[a-z_]\\w*)*\\.[A-Z]\\w*");
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|secret|token|authorization|api-?key).*");
    private static final Pattern SECRET_IN_URI =
            Pattern.compile("(?i)[?&]([\\w-]*(?:password|secret|token|authorization)[\\w-]*)=(?!(?:RAW\\()?\\{\\{)");
    private static final Pattern BODY = Pattern.compile("\\$\\{body[^}]*}");
    private static final Pattern UNSAFE_BRACKET = Pattern.compile("[^?]\\[");
    private static final Pattern RESOURCE = Pattern.compile("resource:file:(\\S+)");
    private static final String DIRECTORY = "{{routes.directory}}/";

    private Wording() {}

    /** Whether the value of such a name is a secret. */
    static boolean isSecret(String name) {
        return SECRET.matcher(name).matches();
    }

    /** Whether such a header proves who has sent a request: who copies it could send the request again. */
    static boolean isProof(String header) {
        return isSecret(header) || header.equalsIgnoreCase("webhook-signature");
    }

    static Stream<Finding> check(RouteFile file) {
        return Stream.concat(
                file.tree().all().filter(YamlTree::isText).flatMap(text -> text(file, text)), secrets(file));
    }

    private static Stream<Finding> text(RouteFile file, YamlTree text) {
        Stream.Builder<Finding> found = Stream.builder();
        if (SQL.matcher(text.text()).find()) {
            found.add(file.finding(
                    text.line(),
                    "SQL in YAML is not checked",
                    "put it into " + file.stem() + ".sql beside this file, and write resource:file:" + DIRECTORY
                            + "destinations/" + file.stem() + ".sql"));
        }
        Matcher type = CLASS.matcher(text.text());
        if (type.find()) {
            found.add(file.finding(
                    text.line(),
                    "names the class " + type.group() + ", and who edits routes reads no Java",
                    "use a word of the route files, or add one"));
        }
        Matcher secret = SECRET_IN_URI.matcher(text.text());
        if (secret.find()) {
            found.add(secret(file, text, secret.group(1)));
        }
        if (!text.path().contains("groovy") && throwsWhenAbsent(text.text())) {
            found.add(file.finding(
                    text.line(),
                    "${body[...]} throws when the field is absent",
                    "put a ? before every bracket, ${body?[asset]?[type]}"));
        }
        Matcher resource = RESOURCE.matcher(text.text());
        if (resource.find()) {
            String name = resource.group(1);
            if (!name.startsWith(DIRECTORY)) {
                found.add(file.finding(
                        text.line(),
                        name + " is looked for where Serai is started, not where the route files are",
                        "begin it with resource:file:" + DIRECTORY));
            }
        }
        return found.build();
    }

    private static boolean throwsWhenAbsent(String text) {
        return BODY.matcher(text)
                .results()
                .anyMatch(body -> UNSAFE_BRACKET.matcher(body.group()).find());
    }

    /** {@code password: x}, and {@code name: Authorization} with an expression beside it. */
    private static Stream<Finding> secrets(RouteFile file) {
        Stream<Finding> keys = file.tree()
                .all()
                .filter(each -> each.isText() && SECRET.matcher(each.key()).matches())
                .filter(each -> !each.text().contains("{{") && !each.path().contains("tokenize"))
                .map(each -> secret(file, each, each.key()));
        Stream<Finding> headers = file.tree()
                .all()
                .filter(each -> SECRET.matcher(each.get("name").text()).matches())
                .flatMap(each -> each.get("expression")
                        .all()
                        .filter(value -> value.isText() && value.key().equals("expression"))
                        .filter(value -> !value.text().contains("{{"))
                        .map(value -> secret(file, value, each.get("name").text())));
        return Stream.concat(keys, headers);
    }

    private static Finding secret(RouteFile file, YamlTree place, String name) {
        return file.finding(
                place.line(),
                "the value of \"" + name + "\" is in the file, and each reader of the file sees it",
                "write {{NAME}} and set NAME in the environment");
    }
}

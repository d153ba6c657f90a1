package dev.serai.check;

import dev.serai.config.Spelling;
import dev.serai.http.BoundedHttpComponent;
import dev.serai.http.SigningSecrets;
import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import dev.serai.routes.YamlTree;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What would send a call without the signature that its file asks for, or would send the signature to another address. */
final class SignatureRules {
    private static final String SIGN_WITH = BoundedHttpComponent.SIGN_WITH;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern IN_QUERY = Pattern.compile("[?&]" + SIGN_WITH + "=");
    private static final String REDIRECTS = "followRedirects";

    private SignatureRules() {}

    static Stream<Finding> check(RouteFile file) {
        List<HttpStep> steps = HttpStep.of(file).toList();
        Set<YamlTree> ofCalls = steps.stream()
                .filter(step -> step.step().kind().equals("to"))
                .flatMap(step -> step.options().stream())
                .map(HttpStep.Option::at)
                .collect(Collectors.toSet());
        return Stream.concat(
                steps.stream().flatMap(step -> check(file, step)),
                file.tree()
                        .all()
                        .filter(each -> isAsked(each) && !ofCalls.contains(each))
                        .map(each -> file.finding(
                                each,
                                "\"" + SIGN_WITH + "\" is no option of this step",
                                "write it below parameters: of a step to: with an http: or https: address; if the address is a"
                                        + " placeholder, httpMethod must stand there too")));
    }

    private static boolean isAsked(YamlTree each) {
        return each.key().equals(SIGN_WITH)
                || (each.isText() && IN_QUERY.matcher(each.text()).find());
    }

    private static Stream<Finding> check(RouteFile file, HttpStep step) {
        List<HttpStep.Option> options = step.options();
        Optional<HttpStep.Option> signed = options.stream()
                .filter(option -> option.name().equals(SIGN_WITH))
                .findFirst();
        Stream<Finding> misspelt = options.stream()
                .filter(SignatureRules::isMeantBy)
                .map(option -> file.finding(
                        option.at(),
                        "\"" + option.name()
                                + "\" is no option of http:, and the call would go out without a signature",
                        "write " + SIGN_WITH));
        Stream<Finding> unnamed = signed.stream()
                .filter(option -> !NAME.matcher(option.value()).matches())
                .map(option -> file.finding(
                        option.at(),
                        "\"" + SIGN_WITH + "\" is no name",
                        "write small letters, digits and hyphens, such as partner: its secrets are those of "
                                + SigningSecrets.key("partner")));
        Stream<Finding> redirected = options.stream()
                .filter(option -> signed.isPresent()
                        && option.is(REDIRECTS)
                        && !option.value().equals("false"))
                .map(option -> file.finding(
                        option.at(),
                        "\"" + REDIRECTS + "\" would take the signature to another address",
                        "write " + REDIRECTS + ": false; a redirect is a failure"));
        return Stream.of(misspelt, unnamed, redirected).flatMap(each -> each);
    }

    /** Whether a call is signed, and so has a {@code webhook-id}. */
    static boolean signs(HttpStep step) {
        return step.options().stream().anyMatch(option -> option.name().equals(SIGN_WITH));
    }

    /** Whether an option is a misspelling of the word. */
    static boolean isMeantBy(HttpStep.Option option) {
        return Spelling.meant(option.name(), Set.of(SIGN_WITH)).isPresent();
    }
}

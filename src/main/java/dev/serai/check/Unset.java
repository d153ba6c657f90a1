package dev.serai.check;

import dev.serai.config.Config;
import dev.serai.http.BoundedHttpComponent;
import dev.serai.http.SigningSecrets;
import dev.serai.mail.MailSettings;
import dev.serai.routes.FarSide.Call;
import dev.serai.salesforce.OrgSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The keys that are not set and without which a call is not made: its events wait. */
final class Unset {
    private static final String MAIL = "mail";

    private final Map<String, String> orgs = new LinkedHashMap<>();
    private final List<String> mail;
    private final Map<String, SigningSecrets> signing;

    Unset(Config config) {
        signing = SigningSecrets.all(config);
        OrgSettings.all(config).forEach(org -> {
            String problem = org.problem();
            if (problem != null) {
                orgs.put(org.name(), problem);
            }
        });
        mail = MailSettings.from(config, Duration.ofMinutes(1)).unset();
    }

    /** What is missing for the calls of a destination. */
    List<String> of(List<Call> calls) {
        return calls.stream()
                .flatMap(call -> Stream.concat(of(call), ofSignature(call)))
                .distinct()
                .toList();
    }

    private Stream<String> ofSignature(Call call) {
        String name = BoundedHttpComponent.signedWith(call.endpoint());
        SigningSecrets secrets = name == null ? null : signing.get(name);
        return name == null || (secrets != null && secrets.isSet())
                ? Stream.empty()
                : Stream.of(SigningSecrets.key(name) + " not set");
    }

    private Stream<String> of(Call call) {
        String scheme = call.scheme();
        if (!scheme.equals(MAIL)) {
            return Stream.ofNullable(orgs.get(scheme));
        }
        String to = "mail." + call.endpoint().getEndpointUri().replaceFirst("mail:(//)?", "") + ".to";
        return mail.stream()
                .filter(key -> !key.endsWith(".to") || key.equals(to))
                .map(key -> key + " not set");
    }
}

package dev.serai;

import dev.serai.salesforce.Org;
import dev.serai.salesforce.Reserve;
import java.util.ArrayList;
import java.util.List;

/** The Salesforce orgs: {@code salesforce.*} makes {@code salesforce:}, {@code salesforce.<name>.*} {@code salesforce-<name>:}. */
final class Orgs {
    private Orgs() {}

    static List<Org> all(Configuration configuration) {
        List<Org> all = new ArrayList<>();
        all.add(org(configuration, "salesforce", "salesforce"));
        configuration
                .names("salesforce", "login-url")
                .forEach(name -> all.add(org(configuration, "salesforce-" + name, "salesforce." + name)));
        return all;
    }

    private static Org org(Configuration configuration, String name, String keys) {
        return new Org(
                name,
                keys,
                configuration.text(keys + ".login-url", ""),
                configuration.text(keys + ".client-id", ""),
                configuration.text(keys + ".client-secret", ""),
                configuration.text(keys + ".user", ""),
                configuration.text(keys + ".key-store", ""),
                configuration.text(keys + ".key-store-password", ""),
                configuration.text(keys + ".jwt-audience", "https://login.salesforce.com"),
                configuration.text(keys + ".api-version", "60.0"),
                configuration.choices(keys + ".people", "Contact,Lead", List.of("Contact", "Lead")),
                new Reserve(
                        configuration.share(keys + ".reserve-below", "20%"),
                        configuration.share(keys + ".stop-below", "5%"),
                        configuration.list(keys + ".priority", name + "-optouts")),
                configuration.duration(keys + ".timeout", "120s"));
    }
}

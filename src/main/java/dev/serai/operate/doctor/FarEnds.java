package dev.serai.operate.doctor;

import dev.serai.check.HttpAddresses;
import dev.serai.check.HttpAddresses.Address;
import dev.serai.config.Config;
import dev.serai.database.DatabaseSettings;
import dev.serai.journal.JdbcUrl;
import dev.serai.mail.MailSettings;
import dev.serai.operate.GatewaySettings;
import dev.serai.operate.doctor.FarEnd.Protocol;
import dev.serai.optimizely.api.ApiSettings;
import dev.serai.salesforce.OrgSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every server that the configuration and the destinations name; one that several name is there once. */
final class FarEnds {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final Map<String, FarEnd> ends = new LinkedHashMap<>();

    private FarEnds() {}

    /** @throws IOException if the route files cannot be listed */
    static List<FarEnd> of(Config config, GatewaySettings settings) throws IOException {
        FarEnds ends = new FarEnds();
        for (OrgSettings org : settings.orgs()) {
            if (org.problem() == null) {
                ends.web(org.name(), org.keys() + ".login-url", org.loginUrl());
            }
        }
        ends.mail(settings.mail());
        settings.apis().all().filter(api -> api.problem() == null).forEach(ends::api);
        ends.database("journal", "journal.url", settings.journal().url());
        for (DatabaseSettings database : settings.databases()) {
            ends.database("jdbc:" + database.name(), "database." + database.name() + ".url", database.url());
        }
        for (Address address : HttpAddresses.of(settings.routes().directory(), config, settings.destinationKeys())) {
            ends.web(
                    address.destination(),
                    "destinations/" + address.destination() + ".camel.yaml",
                    address.server().toString());
        }
        return new ArrayList<>(ends.ends.values());
    }

    private void api(ApiSettings api) {
        web(api.keys(), api.keys() + ".url", api.url());
    }

    private void mail(MailSettings mail) {
        if (mail.host().isEmpty()) {
            return;
        }
        Protocol protocol =
                switch (mail.security()) {
                    case STARTTLS -> Protocol.SMTP_STARTTLS;
                    case TLS -> Protocol.TLS;
                    case NONE -> Protocol.PLAIN;
                };
        add(new FarEnd("mail", "mail.host, mail.port and mail.security", mail.host(), mail.port(), protocol));
        web("mail.oauth", "mail.oauth.token-url", mail.oauth().tokenUrl());
    }

    /** Whether the database answers, the driver says; here it is about the certificate alone. */
    private void database(String name, String key, String url) {
        @Nullable InetSocketAddress server = JdbcUrl.of(url).encryptedServer();
        if (server != null) {
            add(new FarEnd(name, key, server.getHostString(), server.getPort(), Protocol.POSTGRESQL));
        }
    }

    private void web(String name, String key, String url) {
        if (url.isEmpty()) {
            return;
        }
        URI server = URI.create(url);
        boolean secure = "https".equals(server.getScheme());
        if (server.getHost() != null) {
            add(new FarEnd(
                    name,
                    key,
                    server.getHost().replaceAll("[\\[\\]]", ""),
                    server.getPort() >= 0 ? server.getPort() : secure ? HTTPS_PORT : HTTP_PORT,
                    secure ? Protocol.HTTPS : Protocol.HTTP));
        }
    }

    private void add(FarEnd end) {
        ends.merge(
                end.where() + end.protocol(),
                end,
                (one, other) -> new FarEnd(
                        one.names() + ", " + other.names(),
                        one.keys() + ", " + other.keys(),
                        one.host(),
                        one.port(),
                        one.protocol()));
    }
}

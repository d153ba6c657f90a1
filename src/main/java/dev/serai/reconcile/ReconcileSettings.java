package dev.serai.reconcile;

import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.Section;
import dev.serai.optimizely.api.OptimizelyApis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The settings {@code reconcile.*}.
 *
 * @param clients whose records are compared; none: there is no reconciliation
 * @param every how often it is done by itself; empty: never
 * @param apply whether it then stores what is missing
 */
public record ReconcileSettings(List<Client> clients, Optional<Duration> every, boolean apply) {
    private static final Pattern CLIENT = Pattern.compile("(?:[A-Za-z0-9-]+:)?\\d{1,18}");
    private static final Format<List<Client>> CLIENTS = new Format<>(
            "Campaign client ids such as 100000000001, or shop:100000000001 for the account campaign.api.shop",
            text -> Format.LIST.of(text).stream().map(ReconcileSettings::client).toList(),
            clients -> Set.copyOf(clients).size() == clients.size());
    private static final Duration LEAST = Duration.ofMinutes(10);
    private static final Format<Optional<Duration>> EVERY = new Format<>(
            "empty, or a duration of at least 10m such as 1h or 1d",
            text -> text.isEmpty() ? Optional.empty() : Optional.of(Format.DURATION.of(text)),
            every -> every.isEmpty() || every.get().compareTo(LEAST) >= 0);

    public ReconcileSettings {
        clients = List.copyOf(clients);
    }

    /**
     * A client of Campaign.
     *
     * @param account whose API user may read it; empty for {@code campaign.api.*}
     */
    public record Client(String account, String id) {
        /** As the configuration writes it. */
        public String name() {
            return account.isEmpty() ? id : account + ":" + id;
        }
    }

    private static Client client(String text) {
        if (!CLIENT.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
        }
        int colon = text.indexOf(':');
        return new Client(colon < 0 ? "" : text.substring(0, colon), text.substring(colon + 1));
    }

    /** @param apis the accounts that there are */
    public static ReconcileSettings from(Config config, OptimizelyApis apis) {
        Section keys = config.section("reconcile");
        List<Client> clients = keys.value("clients", CLIENTS);
        for (Client client : clients) {
            if (!apis.campaign().containsKey(client.account())) {
                keys.problem(
                        "clients",
                        "names the account " + client.account() + ", but there is no campaign.api." + client.account()
                                + ".user");
            }
        }
        return new ReconcileSettings(clients, keys.value("every", EVERY), keys.value("apply", Format.FLAG));
    }
}

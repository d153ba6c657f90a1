package dev.serai.registration;

import dev.serai.config.Config;
import dev.serai.optimizely.Families;
import dev.serai.optimizely.api.ApiException;
import dev.serai.optimizely.api.OptimizelyApis;
import dev.serai.receive.Family;
import dev.serai.simulator.http.Request;
import dev.serai.simulator.http.RequestFaults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Commands against simulated accounts, without the command line. */
final class Optimizely {
    static final String PUBLIC = "https://hooks.example.com";
    static final String CAMPAIGN_TARGET = PUBLIC + "/webhooks/campaign";
    static final String BASIC = "optimizely:campaign-secret-16";
    static final String GRAPH_SECRET = "graph-secret-of-16";
    static final String CMP_SECRET = "cmp-secret-of-16";
    static final String API_PASSWORD = "api-password-of-16";

    private final Path file;
    private final Map<String, String> keys = new HashMap<>();

    Optimizely(Path directory) {
        file = directory.resolve("webhooks.yaml");
        for (String family : List.of("campaign", "graph", "cmp")) {
            keys.put(family + ".api.retry-delays", "1ms,1ms");
            keys.put(family + ".api.timeout", "1s");
        }
        keys.put("campaign.basic", BASIC);
        keys.put("graph.secrets", GRAPH_SECRET);
        keys.put("cmp.secrets", CMP_SECRET);
    }

    Optimizely key(String key, String value) {
        keys.put(key, value);
        return this;
    }

    Optimizely file(String entries) {
        try {
            Files.writeString(file, "public-url: " + PUBLIC + "\n" + entries);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opened anew as each command does. */
    Registration open() throws ApiException {
        Config config = config();
        OptimizelyApis apis = OptimizelyApis.from(config);
        try {
            return Registration.open(WebhooksFileReader.read(file, config, apis), apis, families(), account -> true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (WebhooksFileException e) {
            throw new IllegalStateException(e);
        }
    }

    Config config() {
        return Config.shipped().with(keys);
    }

    List<Family> families() {
        return Families.SHIPPED.from(config());
    }

    /** What is planned, as lines without the signs. */
    List<String> plan() throws Exception {
        List<String> lines = new ArrayList<>();
        try (Registration registration = open()) {
            for (AccountWebhooks<?, ?> each : registration.accounts()) {
                each.plan(false)
                        .changes()
                        .forEach(change -> lines.add(change.action() + " " + change.name() + " " + change.does()));
            }
        }
        return lines;
    }

    /** Whether nothing is to be done. */
    boolean isConverged() throws Exception {
        try (Registration registration = open()) {
            for (AccountWebhooks<?, ?> each : registration.accounts()) {
                if (each.plan(false).hasDifference()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Plans and applies. @return what has failed, the account that could not be read included */
    Steps apply() throws Exception {
        return apply(false);
    }

    Steps apply(boolean resendSecrets) throws Exception {
        Steps steps = new Steps();
        try (Registration registration = open()) {
            for (AccountWebhooks<?, ?> each : registration.accounts()) {
                try {
                    each.converge(resendSecrets, steps);
                } catch (ApiException e) {
                    steps.failed(each.account(), "plan", String.valueOf(e.getMessage()));
                }
            }
        }
        return steps;
    }

    /** What was done, in order. */
    static final class Steps implements ApplyListener {
        final List<String> done = new ArrayList<>();
        final List<String> failed = new ArrayList<>();

        @Override
        public void done(Account account, String name, String what) {
            done.add(name + ": " + what);
        }

        @Override
        public void failed(Account account, String name, String why) {
            failed.add(name + ": " + why);
        }
    }

    /**
     * As if the process were killed at its n-th request: later ones never reach the API.
     *
     * @param committed whether the n-th itself takes effect
     */
    static void cut(RequestFaults faults, int n, boolean committed) {
        AtomicInteger seen = new AtomicInteger();
        faults.on((Request request) -> seen.incrementAndGet() == n && committed).commitThenDrop();
        faults.on((Request request) -> seen.get() >= n).always().drop();
    }
}

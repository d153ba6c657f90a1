package dev.serai.registration;

import dev.serai.config.Config;
import dev.serai.optimizely.api.ApiClient;
import dev.serai.optimizely.api.ApiException;
import dev.serai.optimizely.api.CampaignWebhooks;
import dev.serai.optimizely.api.CmpSettings;
import dev.serai.optimizely.api.ExperimentationWebhooks;
import dev.serai.optimizely.api.GraphWebhooks;
import dev.serai.optimizely.api.OptimizelyApis;
import dev.serai.receive.Family;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The accounts that {@code config/webhooks.yaml} names, with the connections to their APIs. */
public final class Registration implements AutoCloseable {
    private final WebhooksFile file;
    private final OptimizelyApis apis;
    private final List<Family> families;
    private final Map<Account, ApiClient> clients = new LinkedHashMap<>();
    private final List<AccountWebhooks<?, ?>> accounts = new ArrayList<>();

    private Registration(WebhooksFile file, OptimizelyApis apis, List<Family> families) {
        this.file = file;
        this.apis = apis;
        this.families = families;
    }

    /**
     * Prepares the connections; nothing is called yet.
     *
     * @param meant which of the accounts
     */
    public static Registration open(
            WebhooksFile file, OptimizelyApis apis, List<Family> families, Predicate<Account> meant)
            throws ApiException {
        Registration registration = new Registration(file, apis, families);
        try {
            registration.openAll(meant);
            return registration;
        } catch (ApiException | RuntimeException e) {
            registration.close();
            throw e;
        }
    }

    private void openAll(Predicate<Account> meant) throws ApiException {
        Map<Account, List<Wanted>> byAccount = new LinkedHashMap<>();
        file.wanted().stream().filter(each -> meant.test(each.account())).forEach(each -> byAccount
                .computeIfAbsent(each.account(), account -> new ArrayList<>())
                .add(each));
        for (var each : byAccount.entrySet()) {
            accounts.add(open(each.getKey(), each.getValue()));
        }
    }

    private AccountWebhooks<?, ?> open(Account account, List<Wanted> wanted) throws ApiException {
        ApiClient api = client(account);
        String url = api.settings().url();
        Wanted first = wanted.get(0);
        if (first instanceof Wanted.Experimentation) {
            return new ExperimentationAccount(
                    all(wanted, Wanted.Experimentation.class),
                    new ExperimentationWebhooks(api, account.client()),
                    url,
                    file.publicUrl());
        }
        Family family = family(account);
        if (first instanceof Wanted.Campaign campaign) {
            return new CampaignAccount(
                    campaign, new CampaignWebhooks(api, account.client()), url, file.publicUrl(), family);
        }
        return first instanceof Wanted.Graph
                ? new GraphAccount(
                        all(wanted, Wanted.Graph.class), new GraphWebhooks(api), url, file.publicUrl(), family)
                : new CmpAccount(all(wanted, Wanted.Cmp.class), new CmpSettings(api), url, file.publicUrl(), family);
    }

    private static <T> List<T> all(List<Wanted> wanted, Class<T> kind) {
        return wanted.stream().map(kind::cast).toList();
    }

    /** The clients of one account of Campaign share a connection, because Campaign allows few. */
    private ApiClient client(Account account) throws ApiException {
        Account key = new Account(account.family(), account.name(), "");
        ApiClient there = clients.get(key);
        if (there == null) {
            there = switch (account.family()) {
                case "campaign" -> apis.openCampaign(account.name());
                case "graph" -> apis.openGraph(account.name());
                case "experimentation" -> apis.openExperimentation(account.name());
                default -> apis.openCmp(account.name());
            };
            clients.put(key, there);
        }
        return there;
    }

    private Family family(Account account) {
        return families.stream()
                .filter(each -> each.name().equals(account.family()))
                .findFirst()
                .orElseThrow();
    }

    /** One for each account, in the order of the file. */
    public List<AccountWebhooks<?, ?>> accounts() {
        return List.copyOf(accounts);
    }

    /** The files in which secrets of these accounts stand, each once. */
    public List<SecretFile> secretFiles(Config config) {
        Map<Path, SecretFile> files = new LinkedHashMap<>();
        for (Wanted each : file.wanted()) {
            if (isOpen(each.account())) {
                file(each, config).ifPresent(secrets -> files.put(secrets.path(), secrets));
            }
        }
        return List.copyOf(files.values());
    }

    /** The accounts of {@code config/webhooks.yaml} that are not meant, and share a secret with one that is. */
    public List<Account> sharing(Config config) {
        Set<Path> files = secretFiles(config).stream().map(SecretFile::path).collect(Collectors.toSet());
        return file.wanted().stream()
                .filter(each -> !isOpen(each.account())
                        && file(each, config)
                                .map(SecretFile::path)
                                .filter(files::contains)
                                .isPresent())
                .map(Wanted::account)
                .distinct()
                .toList();
    }

    /** Whether any of these accounts lets Serai register a secret. */
    public boolean takesSecrets() {
        return file.wanted().stream().anyMatch(each -> isOpen(each.account()) && each.secret() != null);
    }

    private static Optional<SecretFile> file(Wanted wanted, Config config) {
        ReceiverSecret secret = wanted.secret();
        return secret == null ? Optional.empty() : secret.file(config);
    }

    private boolean isOpen(Account account) {
        return accounts.stream().anyMatch(each -> each.account().equals(account));
    }

    public WebhooksFile file() {
        return file;
    }

    @Override
    public void close() {
        clients.values().forEach(ApiClient::close);
    }
}

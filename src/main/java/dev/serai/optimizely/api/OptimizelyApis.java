package dev.serai.optimizely.api;

import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.Section;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Optimizely's management APIs as they are configured, each by the name of the account; the empty name is the one without a name.
 *
 * @param campaign credentials {@code user}, {@code password}
 * @param graph credentials {@code key}, {@code secret}
 * @param signed the accounts of Graph whose calls are signed (epi-hmac) instead of sending the secret
 * @param cmp credentials {@code client-id}, {@code client-secret}
 * @param tokenUrls where an access token of each account of CMP comes from
 * @param experimentation credential {@code token}
 */
public record OptimizelyApis(
        Map<String, ApiSettings> campaign,
        Map<String, ApiSettings> graph,
        Map<String, Boolean> signed,
        Map<String, ApiSettings> cmp,
        Map<String, String> tokenUrls,
        Map<String, ApiSettings> experimentation) {
    private static final Format<Boolean> SIGN_IN =
            Format.oneOf("basic", "epi-hmac").as("epi-hmac"::equals);

    /** Reads every key of every account. */
    public static OptimizelyApis from(Config config) {
        Map<String, ApiSettings> graph = ApiSettings.all(config, "graph", "key", "secret");
        Map<String, ApiSettings> cmp = ApiSettings.all(config, "cmp", "client-id", "client-secret");
        return new OptimizelyApis(
                ApiSettings.all(config, "campaign", "user", "password"),
                graph,
                each(config, graph, keys -> keys.value("sign-in", SIGN_IN)),
                cmp,
                each(config, cmp, keys -> keys.value("token-url", ApiSettings.URL)),
                ApiSettings.all(config, "experimentation", "token"));
    }

    /** Reads a value of one account. */
    @FunctionalInterface
    private interface Reader<T> {
        T read(Section keys);
    }

    private static <T> Map<String, T> each(Config config, Map<String, ApiSettings> accounts, Reader<T> reader) {
        Map<String, T> values = new TreeMap<>();
        accounts.forEach((account, api) -> values.put(account, reader.read(config.section(api.keys()))));
        return values;
    }

    /** Campaign's REST API with the credentials of an account. */
    public ApiClient openCampaign(String account) throws ApiException {
        ApiSettings api = known(campaign, account);
        return new ApiClient(api, new BasicCredentials(api.credential("user"), api.credential("password")));
    }

    /** Graph's API with the credentials of an account. */
    public ApiClient openGraph(String account) throws ApiException {
        ApiSettings api = known(graph, account);
        return new ApiClient(
                api,
                Boolean.TRUE.equals(signed.get(account))
                        ? new HmacCredentials(api)
                        : new BasicCredentials(api.credential("key"), api.credential("secret")));
    }

    /** CMP's Open API with the credentials of an account. */
    public ApiClient openCmp(String account) throws ApiException {
        ApiSettings api = known(cmp, account);
        return new ApiClient(api, new TokenCredentials(api, Objects.requireNonNull(tokenUrls.get(account))));
    }

    /** Experimentation's API with the token of an account. */
    public ApiClient openExperimentation(String account) throws ApiException {
        ApiSettings api = known(experimentation, account);
        return new ApiClient(api, new BearerCredentials(api));
    }

    private static ApiSettings known(Map<String, ApiSettings> accounts, String account) {
        return Objects.requireNonNull(accounts.get(account), account);
    }

    /** All of them. */
    public Stream<ApiSettings> all() {
        return Stream.of(campaign, graph, cmp, experimentation).flatMap(accounts -> accounts.values().stream());
    }
}

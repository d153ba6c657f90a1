package dev.serai.registration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.optimizely.api.CampaignAuthentication;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an entry of {@code config/webhooks.yaml} wants to be registered. */
public sealed interface Wanted {
    Account account();

    /** The secret that is registered; null if the API takes none. */
    @Nullable
    ReceiverSecret secret();

    /**
     * Webhooks of one client of Campaign.
     *
     * @param types one webhook for each
     */
    record Campaign(Account account, List<String> types, ReceiverSecret secret) implements Wanted {
        CampaignAuthentication authentication() {
            return switch (secret.kind()) {
                case BASIC -> CampaignAuthentication.basic(secret.user(), secret.password());
                case HEADER -> CampaignAuthentication.header(secret.header(), secret.value());
                case PATH -> CampaignAuthentication.NONE;
            };
        }
    }

    /**
     * One webhook of Graph.
     *
     * @param filters objects as Graph takes them; everything if it is empty
     */
    record Graph(Account account, Set<String> topics, List<JsonNode> filters, ReceiverSecret secret)
            implements Wanted {}

    /** One webhook of CMP. */
    record Cmp(Account account, String name, String description, Set<String> events, ReceiverSecret secret)
            implements Wanted {}

    /**
     * One webhook of a project of Experimentation, which makes the secret itself.
     *
     * @param account with the project in place of the client
     */
    record Experimentation(Account account, String name, String description, Set<String> events) implements Wanted {
        @Override
        public @Nullable ReceiverSecret secret() {
            return null;
        }
    }
}

package dev.serai.registration;

/**
 * Where webhooks are registered.
 *
 * @param family such as {@code campaign}
 * @param name of the account's keys, {@code shop} for {@code campaign.api.shop.*}; empty for {@code campaign.api.*}
 * @param client the client id of Campaign, the project id of Experimentation; empty for the other families
 */
public record Account(String family, String name, String client) {
    /** As people name it, such as {@code campaign 100000000001}. */
    @Override
    public String toString() {
        return family + (name.isEmpty() ? "" : " " + name) + (client.isEmpty() ? "" : " " + client);
    }
}

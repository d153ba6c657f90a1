package dev.serai.registration;

import dev.serai.optimizely.api.ApiException;
import java.util.List;

/** The webhooks of one account: reads what is registered, compares it with what is wanted, and makes the changes. */
public interface AccountWebhooks<W, R> {
    Account account();

    /**
     * Compares. Nothing is changed.
     *
     * @param resendSecrets whether to register again what cannot be compared, because the API does not give secrets back
     */
    AccountPlan<W, R> plan(boolean resendSecrets) throws ApiException, InterruptedException;

    /** Makes the changes of a plan, goes on after a failure, and leaves alone what others have registered. */
    void apply(AccountPlan<W, R> plan, ApplyListener progress) throws InterruptedException;

    /** Registers the secret again with every webhook that is Serai's own, and changes nothing else. */
    void resendSecret(ApplyListener progress) throws ApiException, InterruptedException;

    /** All that is registered. */
    List<Listed> list() throws ApiException, InterruptedException;

    /** Lets a webhook send. */
    void activate(Listed webhook) throws ApiException, ByHandException, InterruptedException;

    /** Stops a webhook; it stays registered. */
    void deactivate(Listed webhook) throws ApiException, ByHandException, InterruptedException;

    /** Registers a webhook again as it is wanted. */
    void update(Listed webhook) throws ApiException, ByHandException, InterruptedException;

    /** Removes a webhook. */
    void delete(Listed webhook) throws ApiException, ByHandException, InterruptedException;

    /** Plans and applies, for callers that do not look at the plan. */
    default void converge(boolean resendSecrets, ApplyListener progress) throws ApiException, InterruptedException {
        apply(plan(resendSecrets), progress);
    }

    /**
     * A webhook as it is registered.
     *
     * @param name the type of Campaign, the topics of Graph, the name of CMP
     * @param target without a secret
     * @param ours whether Serai, or somebody for it, has registered it
     */
    record Listed(Account account, String id, String name, String status, String target, boolean ours) {}

    /** The API cannot do it; the message says what a person has to do. */
    final class ByHandException extends Exception {
        private static final long serialVersionUID = 1L;

        ByHandException(String message) {
            super(message);
        }
    }
}

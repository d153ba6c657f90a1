package dev.serai.optimizely.api;

/**
 * A webhook as Campaign lists it.
 *
 * @param type of its events, as a creation names it
 * @param status {@code created}, {@code activated}, {@code deactivated} or {@code suspended}
 * @param targetUrl may have a secret as its last path segment
 * @param authentication {@code none}, {@code basicAuth} or {@code keyAuth}; Campaign does not give the secret back
 * @param modified when it was changed last, as Campaign writes it; empty if Campaign does not say
 */
public record CampaignWebhook(
        String id, String type, String status, String targetUrl, String authentication, String modified) {
    public static final String ACTIVATED = "activated";
    public static final String SUSPENDED = "suspended";

    public boolean isActivated() {
        return status.equals(ACTIVATED);
    }

    public boolean isSuspended() {
        return status.equals(SUSPENDED);
    }

    /** The target may be a secret. */
    @Override
    public String toString() {
        return type + " " + id + " " + status;
    }
}

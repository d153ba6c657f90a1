package dev.serai.simulator.optimizely.campaign;

/**
 * A webhook as the simulator knows it, its secret included: for assertions of tests.
 *
 * @param type as it was registered, such as {@code archive}, which answers of the API call {@code archived}
 * @param status created, activated, deactivated or suspended
 * @param authentication JSON with the secrets: {@code {"type":"keyAuth","key":"X-Key","passphrase":"..."}}
 */
public record RegisteredWebhook(
        long id, long clientId, String type, String status, String targetUrl, String authentication) {

    /** The same without secrets. */
    @Override
    public String toString() {
        return id + " " + type + " " + status + " of client " + clientId + " to " + targetUrl;
    }
}

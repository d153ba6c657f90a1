package dev.serai.optimizely.api;

/**
 * What came of a test request that Campaign sent to the target of a webhook.
 *
 * @param httpStatusCode what the target answered; 0 if Campaign got no answer
 * @param responseBody what the target answered, as it is
 * @param events how many test events were sent
 */
public record VerifiedWebhook(String id, int httpStatusCode, String responseBody, int events) {}

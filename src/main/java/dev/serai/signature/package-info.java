/**
 * The signatures of webhooks: an HMAC over the bytes of a body, and what a sender puts around it. One description serves for a webhook
 * that Serai sends and for one that it receives.
 */
@NullMarked
package dev.serai.signature;

import org.jspecify.annotations.NullMarked;

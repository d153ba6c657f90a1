/** Registers webhooks at Optimizely: what {@code config/webhooks.yaml} wants, what is registered, and the steps between the two. */
@NullMarked
package dev.serai.registration;

import org.jspecify.annotations.NullMarked;

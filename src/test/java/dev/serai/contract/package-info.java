/** What {@code docs/asyncapi.yaml} promises: that payloads are as it says, that tools can read it, and the page that is made from it. */
@NullMarked
package dev.serai.contract;

import org.jspecify.annotations.NullMarked;

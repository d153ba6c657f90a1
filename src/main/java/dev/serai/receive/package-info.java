/**
 * Receives webhooks: the only code that knows HTTP on the way in.
 *
 * <p>A {@link dev.serai.receive.Family} knows its paths, its sender's proof and how a body becomes events; nothing else
 * in the program branches on it. Each request is authenticated before its body is read, decided by the family's router,
 * and answered only when the journal has kept it.
 */
@NullMarked
package dev.serai.receive;

import org.jspecify.annotations.NullMarked;

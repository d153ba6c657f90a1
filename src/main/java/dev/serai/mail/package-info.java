/**
 * Mail to people: {@code mail:<name>} sends over SMTP, as {@code mail.*} configures it, to {@code mail.<name>.to}.
 *
 * <p>Camel's mail component makes the mail; the rest is added here, so that a route file need not say it.
 */
@NullMarked
package dev.serai.mail;

import org.jspecify.annotations.NullMarked;

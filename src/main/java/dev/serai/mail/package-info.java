/**
 * Mail to people: {@code mail:<name>} sends over SMTP, as {@code mail.*} configures it, to {@code mail.<name>.to}.
 *
 * <p>Camel's mail component makes the mail; what is added here is what nobody should have to remember in a route file.
 */
@NullMarked
package dev.serai.mail;

import org.jspecify.annotations.NullMarked;

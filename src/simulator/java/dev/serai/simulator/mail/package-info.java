/** The mailbox of all recipients: it takes each mail by SMTP, and shows it on a page and as JSON. */
@NullMarked
package dev.serai.simulator.mail;

import org.jspecify.annotations.NullMarked;

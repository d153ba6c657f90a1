/**
 * The pages of the console at {@code /console} of the management port. A page asks the operations of the management API in this
 * process, with the role of its visitor and with personal data masked, and is made of a compiled template.
 */
@NullMarked
package dev.serai.console;

import org.jspecify.annotations.NullMarked;

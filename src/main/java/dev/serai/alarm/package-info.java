/**
 * What Serai tells people about itself: alarms, which are events of the family {@code serai}. A router decides where each goes and
 * destinations deliver them, as any other event.
 *
 * <p>One thread looks every {@code alarms.look} at what may be an alarm. Nothing is done for each event or each call.
 */
@NullMarked
package dev.serai.alarm;

import org.jspecify.annotations.NullMarked;

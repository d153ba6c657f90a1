/** What alarms look at above the floor of {@code alarm}: route files, reconciliations, the calls to Salesforce. */
@NullMarked
package dev.serai.operate.alarm;

import org.jspecify.annotations.NullMarked;

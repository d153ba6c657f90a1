/**
 * Salesforce: who is behind an address, and what they are marked with.
 *
 * <p>Two words for route files, {@code direct:salesforce-find-people} and {@code direct:salesforce-mark-people}, and the
 * components that they and the route files call: within the budget of the day, and with lists of any length. Everything
 * else about Salesforce is camel-salesforce and YAML.
 */
@NullMarked
package dev.serai.salesforce;

import org.jspecify.annotations.NullMarked;

/**
 * For the people who run Serai: health, the pages of the management port, the metrics of the ledger, and the order of a stop.
 */
@NullMarked
package dev.serai.operate;

import org.jspecify.annotations.NullMarked;

/** Tests of the whole gateway, over real HTTP and with real databases. */
@NullMarked
package dev.serai;

import org.jspecify.annotations.NullMarked;

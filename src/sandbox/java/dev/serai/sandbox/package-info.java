/** The first command of the README: it starts the gateway and the simulators, sends samples and shows what arrived. */
@NullMarked
package dev.serai.sandbox;

import org.jspecify.annotations.NullMarked;

/** What the simulated HTTP APIs share: a server with faults on demand and a log of its requests. */
@NullMarked
package dev.serai.simulator.http;

import org.jspecify.annotations.NullMarked;

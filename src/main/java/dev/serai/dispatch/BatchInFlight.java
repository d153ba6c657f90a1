package dev.serai.dispatch;

import java.util.List;

/**
 * A batch that is out, until it is {@link InFlight#release}d; so long the partitions it came from are busy.
 *
 * @param alone whether it is one event, of which a process may have died, and nothing else of the destination is out
 */
record BatchInFlight(List<Partition> partitions, List<Delivery> batch, boolean alone) {}

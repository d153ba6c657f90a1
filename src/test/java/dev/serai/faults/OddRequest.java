package dev.serai.faults;

import java.util.List;

/**
 * A request of the fuzz whose end is clear, whatever is odd about it.
 *
 * @param isHead whether its answer has no body
 * @param admitted whether path, method and secret are right and the body is not empty
 * @param elements how many elements its body has; {@link #UNKNOWN} if nobody can say
 * @param good the marks of those elements that are good events
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record OddRequest(byte[] bytes, boolean isHead, boolean admitted, int elements, List<String> good) {
    static final int UNKNOWN = -1;
}

package dev.serai.outbox;

import org.apache.camel.Producer;

/** An endpoint that may make several calls of one. */
public interface CallSplitter {
    /**
     * The endpoint's producer with another last step.
     *
     * @param call makes one call
     */
    Producer around(Producer call);
}

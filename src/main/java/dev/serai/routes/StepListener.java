package dev.serai.routes;

import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;

/** Is told of each step of a route that an exchange comes to. */
@FunctionalInterface
public interface StepListener {

    /** @param exchange as the step finds it; a listener must not change it */
    void reached(NamedNode step, Exchange exchange);
}

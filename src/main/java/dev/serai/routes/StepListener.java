package dev.serai.routes;

import org.apache.camel.NamedNode;

/** Is told of each step of a route that an exchange comes to. */
@FunctionalInterface
public interface StepListener {

    void reached(NamedNode step);
}

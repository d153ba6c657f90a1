package dev.serai.check;

import java.io.IOException;

/** The vendor's sample payloads that cases name. */
@FunctionalInterface
public interface Samples {

    /**
     * @param name family and sample, such as {@code campaign/bounce}
     * @return JSON: one event, or a list of them
     * @throws IOException if there is none of that name
     */
    String json(String name) throws IOException;
}

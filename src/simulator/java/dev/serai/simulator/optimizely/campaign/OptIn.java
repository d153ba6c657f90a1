package dev.serai.simulator.optimizely.campaign;

import java.util.Locale;

/** How a recipient registered. */
public enum OptIn {
    SINGLE,
    CONFIRMED,
    DOUBLE;

    /** The type of its webhook event, {@code singleoptin}. */
    public String eventType() {
        return name().toLowerCase(Locale.ROOT) + "optin";
    }
}

package dev.serai.simulator.optimizely.campaign;

import java.time.Duration;
import java.util.Set;

/** How the simulator decides what the documents leave open. */
final class Switches {
    volatile int webhookLimit = Integer.MAX_VALUE;
    volatile int webhookLimitStatus = 400;
    volatile int recipientReads = 10;
    volatile boolean putKeepsAuthentication;
    volatile boolean deleteOnlyDeactivated;
    volatile boolean responsesPaged;
    volatile Set<String> verifyUnsupported = Set.of();
    volatile Duration initiatedAfter = Duration.ofSeconds(1);
    volatile int hardBounces = 3;
    volatile int softBounces = 5;
}

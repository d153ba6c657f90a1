package dev.serai.operate;

import dev.serai.journal.Quarantine;
import dev.serai.receive.QuarantineOffer;
import dev.serai.receive.RefusedRequests;

/** What a running gateway has refused, and what it took and could not read, for the management API. */
public record LiveReceiver(RefusedRequests refused, Quarantine quarantine, QuarantineOffer offer) {}

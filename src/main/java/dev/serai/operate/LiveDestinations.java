package dev.serai.operate;

import dev.serai.dispatch.Dispatchers;
import dev.serai.journal.Operations;
import dev.serai.journal.OperationsAudit;

/** The destinations of a running gateway and what changes them, for the management API. */
public record LiveDestinations(Operations operations, OperationsAudit audit, Dispatchers dispatchers) {}

package dev.serai.journal;

/** One element of a receipt, in the order the sender sent it: an event, or input that is no event. */
public sealed interface Element permits Entry, Reject {}

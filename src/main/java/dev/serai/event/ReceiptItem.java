package dev.serai.event;

/** One element of a receipt, in the order the sender sent it: an event, or input that is no event. */
public sealed interface ReceiptItem permits RoutedEvent, QuarantinedInput {}

package dev.serai.dispatch;

/** Whether this process may still work a destination. */
@FunctionalInterface
public interface LeaseCheck {
    boolean isHeld();
}

package dev.serai.console.login;

/** A login that does not succeed. The message is for the person, and the reason is for the log; neither has a secret. */
final class LoginRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String reason;

    /** @param reason a few words or the error of a library */
    LoginRefusedException(int status, String message, String reason) {
        super(message);
        this.status = status;
        this.reason = reason;
    }

    int status() {
        return status;
    }

    String reason() {
        return reason;
    }
}

package dev.serai.cli;

/** What a command ends with. */
final class ExitStatus {
    static final int OK = 0;
    /** The command has found something wrong, or has failed. */
    static final int FINDING = 1;
    /** An option, an argument or the configuration cannot be used. */
    static final int USAGE = 2;
    /** The gateway does not answer. */
    static final int UNREACHED = 3;

    private ExitStatus() {}
}

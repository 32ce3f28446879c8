package dev.partywall.cli;

/** What the process ends with. The numbers are for scripts and stay what they are. */
public final class ExitCode {

    /** Done. */
    public static final int DONE = 0;

    /** Refused, or failed for good: the same command fails again. */
    public static final int FAILED = 1;

    /** An option, an argument or a setting cannot be used; nothing was done. */
    public static final int USAGE = 2;

    /** Failed for now: the same command may succeed later, and goes on where it stopped. */
    public static final int RETRY = 3;

    /** What cannot be undone was not confirmed; nothing was done. */
    public static final int NOT_CONFIRMED = 4;

    /** The linter has findings. */
    public static final int FINDINGS = 5;

    /** Of many tenants or records some failed, or are left. */
    public static final int INCOMPLETE = 6;

    private ExitCode() {}
}

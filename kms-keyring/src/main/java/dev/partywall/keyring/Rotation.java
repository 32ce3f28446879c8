package dev.partywall.keyring;

/** How a rotation ended. */
public sealed interface Rotation {

    /**
     * The version that is active after the rotation, whoever rotated.
     *
     * @return the active version
     */
    BranchKeyVersion active();

    /**
     * This call made the new version.
     *
     * @param from the version that was active
     * @param active the version that this call made
     */
    record Rotated(BranchKeyVersion from, BranchKeyVersion active) implements Rotation {}

    /**
     * Another rotation came first, so this call made nothing. This is the good end of a race.
     *
     * @param expected the version that this call set out to replace
     * @param active the version that is active now
     */
    record Superseded(BranchKeyVersion expected, BranchKeyVersion active) implements Rotation {}
}

package dev.partywall.lifecycle.internal.reencryption;

/** How an attempt to get a partition ended. */
sealed interface Claiming {

    /**
     * It is this run's.
     *
     * @param claim the claim
     * @param reaches whether whatever is done in it is under the version of the run's beginning, or a newer one
     */
    record Claimed(Claim claim, boolean reaches) implements Claiming {}

    /**
     * There is nothing to do in it.
     *
     * @param partition which
     * @param state as it is stored
     * @param reaches whether whatever is done in it is under the version of the run's beginning, or a newer one
     */
    record Settled(String partition, PartitionState state, boolean reaches) implements Claiming {}

    /**
     * Another process has it.
     *
     * @param partition which
     * @param version of its row
     * @param since when this run first saw that version, by {@link System#nanoTime}
     * @param lease after how many nanoseconds from then on it is taken for gone
     */
    record Held(String partition, long version, long since, long lease) implements Claiming {}
}

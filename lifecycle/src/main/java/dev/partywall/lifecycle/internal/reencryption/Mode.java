package dev.partywall.lifecycle.internal.reencryption;

/** What a run is to do with partitions. */
enum Mode {
    /** Go on, or begin for a new version. */
    RUN {
        @Override
        boolean isSettled(PartitionState state, Versions versions) {
            return state.done() && versions.targetOver(state.target()).equals(state.target());
        }

        @Override
        PartitionState next(PartitionState state, Versions versions) {
            return versions.targetOver(state.target()).equals(state.target())
                    ? state
                    : PartitionState.beginning(versions.target());
        }
    },

    /** Begin anew. */
    RESTART {
        @Override
        boolean isSettled(PartitionState state, Versions versions) {
            return false;
        }

        @Override
        PartitionState next(PartitionState state, Versions versions) {
            return PartitionState.beginning(versions.target());
        }
    },

    /** Try again what failed. */
    RETRY {
        @Override
        boolean isSettled(PartitionState state, Versions versions) {
            return state.failures().isEmpty();
        }

        @Override
        PartitionState next(PartitionState state, Versions versions) {
            return state;
        }
    };

    /** Whether there is nothing to do in a partition. */
    abstract boolean isSettled(PartitionState state, Versions versions);

    /** What to go on from. */
    abstract PartitionState next(PartitionState state, Versions versions);
}

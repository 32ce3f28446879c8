package dev.partywall.examples.records;

import dev.partywall.keyring.RecordId;

/** Opens a message for the bound tenant. */
@FunctionalInterface
interface Opener {
    byte[] open(byte[] message, RecordId recordId);
}

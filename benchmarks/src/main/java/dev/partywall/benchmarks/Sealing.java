package dev.partywall.benchmarks;

/** One way to seal the records of one tenant and purpose: what is compared. */
interface Sealing {

    /** Seals a record, so that it opens only under the same id. */
    byte[] encrypt(byte[] plaintext, String recordId);

    /** Opens what {@link #encrypt} made. */
    byte[] decrypt(byte[] message, String recordId);
}

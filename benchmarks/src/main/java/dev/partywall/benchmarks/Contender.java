package dev.partywall.benchmarks;

import java.util.Arrays;
import java.util.List;

/** What is compared: the ways to seal the records of a tenant. */
public enum Contender {
    /** Partywall as it is by default. */
    PARTYWALL("Partywall", true),
    /** Partywall, with data keys that seal more than one message of the same record. */
    PARTYWALL_REUSE("Partywall, data keys reused", true),
    /** Partywall, with the engine that calls the AWS Encryption SDK. */
    PARTYWALL_SDK("Partywall, Encryption SDK engine", true),
    /** {@link EncryptionSdkSealing}. */
    ENCRYPTION_SDK("Encryption SDK", true),
    /** {@link PrimitivesSealing}. */
    PRIMITIVES("its primitives, bare", true),
    /** {@link RawAesGcmSealing}. */
    RAW_AES_GCM("raw AES-GCM", false),
    /** {@link TinkSealing}. */
    TINK("Tink envelope, local KEK", false);

    private final String label;
    private final boolean hasFrames;

    Contender(String label, boolean hasFrames) {
        this.label = label;
        this.hasFrames = hasFrames;
    }

    /**
     * Its name in tables.
     *
     * @return the name
     */
    public String label() {
        return label;
    }

    /** Whether it cuts long records into frames. */
    boolean hasFrames() {
        return hasFrames;
    }

    static List<Contender> all() {
        return Arrays.asList(values());
    }
}

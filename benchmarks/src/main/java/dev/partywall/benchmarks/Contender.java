package dev.partywall.benchmarks;

import java.util.Arrays;
import java.util.List;

/** What is compared: the ways to seal the records of a tenant. */
public enum Contender {
    /** Partywall as it is by default. */
    PARTYWALL("Partywall", true, true),
    /** Partywall, with data keys that seal more than one message of the same record. */
    PARTYWALL_REUSE("Partywall, data keys reused", true, true),
    /** Partywall, with the engine that calls the AWS Encryption SDK. */
    PARTYWALL_SDK("Partywall, Encryption SDK engine", true, true),
    /** {@link EncryptionSdkSealing}. */
    ENCRYPTION_SDK("Encryption SDK", true, true),
    /** {@link PrimitivesSealing}. */
    PRIMITIVES("its primitives, bare", false, true),
    /** {@link RawAesGcmSealing}. */
    RAW_AES_GCM("raw AES-GCM", false, false),
    /** {@link TinkSealing}. */
    TINK("Tink envelope, local KEK", false, false);

    private final String label;
    private final boolean usesAws;
    private final boolean hasFrames;

    Contender(String label, boolean usesAws, boolean hasFrames) {
        this.label = label;
        this.usesAws = usesAws;
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

    /** Whether it has a key store in AWS. */
    boolean usesAws() {
        return usesAws;
    }

    /** Whether it cuts long records into frames. */
    boolean hasFrames() {
        return hasFrames;
    }

    static List<Contender> all() {
        return Arrays.asList(values());
    }
}

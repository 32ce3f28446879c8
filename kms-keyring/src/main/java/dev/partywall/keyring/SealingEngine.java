package dev.partywall.keyring;

/**
 * What seals and opens messages. Both write the same format and read each other's messages.
 *
 * @see TenantKeyring.Builder#engine
 */
public enum SealingEngine {

    /**
     * Partywall's own, on nothing but the Java Cryptography Architecture: it takes little more time than its cryptography.
     * Uses Amazon Corretto Crypto Provider where the application has installed it when the keyring is built, otherwise the
     * first provider that is installed then and seals and opens as it must. The default.
     */
    JCA,

    /**
     * The AWS Encryption SDK for Java with the hierarchical keyring of the AWS Cryptographic Material Providers Library: the
     * reference, several times slower.
     */
    ENCRYPTION_SDK
}

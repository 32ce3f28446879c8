package dev.partywall.cli.settings;

import java.nio.file.Path;

/**
 * With what certificates of shredding are signed. The files are read when one is.
 *
 * @param keyFile the private key: Ed25519 or ECDSA on P-256, PKCS#8, PEM
 * @param publicKeyFile its public key: X.509, PEM
 * @param keyId its name in the certificates
 */
public record CertificateSettings(Path keyFile, Path publicKeyFile, String keyId) {}

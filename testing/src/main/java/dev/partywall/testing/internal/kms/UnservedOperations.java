package dev.partywall.testing.internal.kms;

import java.util.Set;

/** Operations that KMS has and the lab does not: https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html */
final class UnservedOperations {

    static final Set<String> NAMES = Set.of(
            "ConnectCustomKeyStore",
            "CreateCustomKeyStore",
            "DeleteCustomKeyStore",
            "DeleteImportedKeyMaterial",
            "DeriveSharedSecret",
            "DescribeCustomKeyStores",
            "DisconnectCustomKeyStore",
            "GenerateDataKeyPair",
            "GenerateDataKeyPairWithoutPlaintext",
            "GenerateMac",
            "GetKeyLastUsage",
            "GetParametersForImport",
            "GetPublicKey",
            "ImportKeyMaterial",
            "ReplicateKey",
            "Sign",
            "UpdateCustomKeyStore",
            "UpdatePrimaryRegion",
            "Verify",
            "VerifyMac");

    private UnservedOperations() {}
}

package dev.partywall.abac;

import dev.partywall.abac.internal.policies.Arn;
import dev.partywall.abac.internal.policies.Names;
import java.util.List;

/**
 * The key hierarchy of the KMS hierarchical keyring: a root key, and the table of branch keys that it protects. The id of a
 * branch key is the tenant id.
 *
 * @param tableArn the ARN of the DynamoDB table
 * @param logicalName the logical key store name, which KMS sees as {@code tablename}; with Partywall the table's name unless
 *     set otherwise
 * @param rootKeyArn the ARN of the KMS key
 * @param contextPairs the names of the custom pairs in the encryption context of branch keys; Partywall's own branch keys
 *     have {@code tenant}
 * @see <a href="https://docs.aws.amazon.com/encryption-sdk/latest/developer-guide/keystore-least-privilege.html">Key
 *     stores: least privileged permissions</a>
 */
public record BranchKeyStore(String tableArn, String logicalName, String rootKeyArn, List<String> contextPairs) {

    /**
     * Checks the settings.
     *
     * @param tableArn the ARN of the DynamoDB table
     * @param logicalName the logical key store name
     * @param rootKeyArn the ARN of the KMS key
     * @param contextPairs the names of the custom pairs in the encryption context of branch keys
     * @throws InvalidPolicySettingException if one cannot work
     */
    public BranchKeyStore {
        Arn.parse("tableArn", tableArn, "dynamodb").requireResource("tableArn", Names.TABLE);
        Arn.parse("rootKeyArn", rootKeyArn, "kms").requireResource("rootKeyArn", Names.KEY);
        Names.require("logicalName", logicalName, Names.PLAIN);
        contextPairs = contextPairs.stream().distinct().sorted().toList();
        contextPairs.forEach(pair -> Names.require("contextPairs", pair, Names.PLAIN));
    }

    /**
     * A key store whose branch keys Partywall makes.
     *
     * @param tableArn the ARN of the DynamoDB table
     * @param logicalName the logical key store name
     * @param rootKeyArn the ARN of the KMS key
     * @return the key store
     * @throws InvalidPolicySettingException if a setting cannot work
     */
    public static BranchKeyStore of(String tableArn, String logicalName, String rootKeyArn) {
        return new BranchKeyStore(tableArn, logicalName, rootKeyArn, List.of("tenant"));
    }
}

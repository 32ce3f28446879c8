package dev.partywall.testing;

import dev.partywall.core.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call that reached the lab. It never holds plaintext, key material or secret credentials.
 *
 * @param sequence 1 for the first call, then rising by one in the order of arrival
 * @param arrived when it arrived, by the lab's clock
 * @param service the prefix of the service's IAM actions: {@code kms}, {@code dynamodb}, or {@code unknown}
 * @param operation the operation, such as {@code Decrypt}
 * @param keyArns the KMS keys it is about, as ARNs without repetition: of ReEncrypt the source, then the
 *     destination; a ciphertext stands for the key that it names; a key that does not exist is left out
 * @param encryptionContexts the encryption contexts sent: of ReEncrypt the source's, then the destination's; absent and
 *     empty ones are left out
 * @param tables the DynamoDB tables it names, without repetition
 * @param leadingKeys the DynamoDB partition key values it names, without repetition: text as it is, numbers as sent,
 *     binary in Base64
 * @param principal the access key id that signed the call, null if it was not signed
 * @param caller the ARN of who made it, null if that could not be verified or was not yet
 * @param decisions what IAM said, question by question; ends with the one that refused the call, if one did
 * @param status the HTTP status of the answer, 0 while there is none
 * @param outcome how it ended
 */
public record LabCall(
        long sequence,
        Instant arrived,
        String service,
        String operation,
        List<String> keyArns,
        List<Map<String, String>> encryptionContexts,
        List<String> tables,
        List<String> leadingKeys,
        @Nullable String principal,
        @Nullable String caller,
        List<LabDecision> decisions,
        int status,
        LabOutcome outcome) {

    /** The pairs of an encryption context that name a tenant. */
    private static final List<String> TENANT_PAIRS = List.of("branch-key-id", "tenant", "aws-crypto-ec:tenant");

    /**
     * Copies the lists.
     *
     * @param sequence the order of arrival
     * @param arrived when it arrived
     * @param service the service
     * @param operation the operation
     * @param keyArns the KMS keys
     * @param encryptionContexts the encryption contexts
     * @param tables the tables
     * @param leadingKeys the partition key values
     * @param principal the access key id, or null
     * @param caller the ARN, or null
     * @param decisions what IAM said
     * @param status the HTTP status, or 0
     * @param outcome how it ended
     */
    public LabCall {
        keyArns = List.copyOf(keyArns);
        encryptionContexts = encryptionContexts.stream().map(Map::copyOf).toList();
        tables = List.copyOf(tables);
        leadingKeys = List.copyOf(leadingKeys);
        decisions = List.copyOf(decisions);
    }

    /**
     * The call as an IAM action.
     *
     * @return service and operation, such as {@code kms:Decrypt}
     */
    public String action() {
        return service + ":" + operation;
    }

    /**
     * Whether the call is a tenant's.
     *
     * @param tenant the tenant
     * @return whether the pair {@code branch-key-id}, {@code tenant} or {@code aws-crypto-ec:tenant} of an encryption
     *     context equals the tenant's id, or a leading key equals it or starts with it and {@code #}
     */
    public boolean isOf(TenantId tenant) {
        String id = tenant.value();
        return encryptionContexts.stream().anyMatch(context -> names(context, id))
                || leadingKeys.stream().anyMatch(key -> key.equals(id) || key.startsWith(id + "#"));
    }

    private static boolean names(Map<String, String> context, String id) {
        return TENANT_PAIRS.stream().anyMatch(name -> id.equals(context.get(name)));
    }

    /**
     * Whether the call has no answer yet.
     *
     * @return whether it is in flight
     */
    public boolean isInFlight() {
        return outcome instanceof LabOutcome.InFlight;
    }

    /**
     * Whether the service granted the call.
     *
     * @return whether it succeeded
     */
    public boolean isSucceeded() {
        return outcome instanceof LabOutcome.Succeeded;
    }

    /**
     * This call with what IAM said.
     *
     * @param arn who made it
     * @param answers what IAM said
     * @return the same call
     */
    public LabCall decided(String arn, List<LabDecision> answers) {
        return new LabCall(
                sequence,
                arrived,
                service,
                operation,
                keyArns,
                encryptionContexts,
                tables,
                leadingKeys,
                principal,
                arn,
                answers,
                status,
                outcome);
    }

    /**
     * This call as it ended.
     *
     * @param status the HTTP status, 0 if there was no answer
     * @param outcome how it ended
     * @return the same call with its end
     */
    public LabCall ended(int status, LabOutcome outcome) {
        return new LabCall(
                sequence,
                arrived,
                service,
                operation,
                keyArns,
                encryptionContexts,
                tables,
                leadingKeys,
                principal,
                caller,
                decisions,
                status,
                outcome);
    }
}

package dev.partywall.testing.internal.kms;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a grant says: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html
 *
 * @param name its name, possibly none: only good for telling a repeated request from another grant
 * @param grantee the ARN of the principal that it is for
 * @param retiring the ARN of the principal that may retire it
 * @param operations what it allows
 * @param constraint for which encryption contexts
 */
record GrantTerms(
        String name,
        String grantee,
        Optional<String> retiring,
        Set<String> operations,
        Optional<GrantConstraint> constraint) {

    /** Of symmetric keys: https://docs.aws.amazon.com/kms/latest/developerguide/grants.html#terms-grant-operations */
    private static final List<String> OPERATIONS = List.of(
            "Decrypt",
            "Encrypt",
            "GenerateDataKey",
            "GenerateDataKeyWithoutPlaintext",
            "GenerateDataKeyPair",
            "GenerateDataKeyPairWithoutPlaintext",
            "ReEncryptFrom",
            "ReEncryptTo",
            "CreateGrant",
            "RetireGrant",
            "DescribeKey");

    private static final Pattern PRINCIPAL =
            Pattern.compile("arn:aws[a-z-]*:(iam::[0-9]{12}:(root|user/[\\w+=,.@/-]+|role/[\\w+=,.@/-]+)"
                    + "|sts::[0-9]{12}:(assumed-role/[\\w+=,.@-]+/[\\w+=,.@-]+|federated-user/[\\w+=,.@-]+))");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9:/_-]+");
    private static final int MAX_LENGTH = 256;

    GrantTerms {
        operations = Collections.unmodifiableSet(new LinkedHashSet<>(operations));
    }

    /** The terms in a request, checked. */
    static GrantTerms in(KmsRequest request) {
        if (request.has("GranteeServicePrincipal") || request.has("RetiringServicePrincipal")) {
            throw KmsException.unsupported("The lab's KMS has no grants for services.");
        }
        String name = request.text("Name", 1, MAX_LENGTH).orElse("");
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            throw KmsException.constraint(
                    "'" + name + "'", "name", "satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$");
        }
        return new GrantTerms(
                name,
                principal(request.required("GranteePrincipal", 1, MAX_LENGTH)),
                request.text("RetiringPrincipal", 1, MAX_LENGTH).map(GrantTerms::principal),
                operations(request),
                GrantConstraint.in(request));
    }

    /** The principal whose retirable grants a request wants to see. */
    static String retiringPrincipal(KmsRequest request) {
        if (request.has("RetiringServicePrincipal")) {
            throw KmsException.unsupported("The lab's KMS has no grants for services.");
        }
        return principal(request.required("RetiringPrincipal", 1, MAX_LENGTH));
    }

    private static String principal(String arn) {
        if (!PRINCIPAL.matcher(arn).matches()) {
            throw KmsException.invalidArn("Not the ARN of a principal: " + arn);
        }
        return arn;
    }

    private static Set<String> operations(KmsRequest request) {
        Set<String> operations = new LinkedHashSet<>(request.texts("Operations"));
        if (operations.isEmpty()) {
            throw KmsRequest.missing("Operations");
        }
        operations.stream()
                .filter(operation -> !OPERATIONS.contains(operation))
                .findFirst()
                .ifPresent(other -> {
                    throw KmsException.constraint(
                            "'" + other + "'", "operations", "satisfy enum value set: " + OPERATIONS);
                });
        return operations;
    }
}

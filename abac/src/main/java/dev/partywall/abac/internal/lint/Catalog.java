package dev.partywall.abac.internal.lint;

import java.util.List;
import java.util.Map;

/**
 * Actions that read or write tenants' data, service by service.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html">
 *     Service Authorization Reference</a>
 */
final class Catalog {

    /** Actions of DynamoDB that name an item by its key, always. */
    static final List<String> KEYED = List.of(
            "dynamodb:GetItem",
            "dynamodb:Query",
            "dynamodb:BatchGetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:DeleteItem",
            "dynamodb:BatchWriteItem",
            "dynamodb:ConditionCheckItem",
            "dynamodb:PartiQLSelect",
            "dynamodb:PartiQLInsert",
            "dynamodb:PartiQLUpdate",
            "dynamodb:PartiQLDelete");

    static final String SCAN = "dynamodb:Scan";
    static final String PARTIQL_SELECT = "dynamodb:PartiQLSelect";

    /** Actions of KMS that take an encryption context. */
    static final List<String> CRYPTOGRAPHIC = List.of(
            "kms:Decrypt",
            "kms:GenerateDataKey",
            "kms:GenerateDataKeyWithoutPlaintext",
            "kms:Encrypt",
            "kms:ReEncryptFrom",
            "kms:ReEncryptTo");

    static final List<String> LISTINGS =
            List.of("s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads");

    private static final Map<String, List<String>> DATA = Map.of(
            "dynamodb", List.of("dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", SCAN),
            "s3", List.of("s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:DeleteObject"),
            "kms", CRYPTOGRAPHIC,
            "sqs", List.of("sqs:ReceiveMessage", "sqs:SendMessage", "sqs:DeleteMessage", "sqs:PurgeQueue"),
            "sns", List.of("sns:Subscribe", "sns:Publish"),
            "events", List.of("events:PutEvents"),
            "secretsmanager",
                    List.of(
                            "secretsmanager:GetSecretValue",
                            "secretsmanager:PutSecretValue",
                            "secretsmanager:UpdateSecret",
                            "secretsmanager:DeleteSecret"));

    private static final Map<String, String> EXAMPLES = Map.of(
            "dynamodb", "arn:aws:dynamodb:us-east-1:111122223333:table/example",
            "s3", "arn:aws:s3:::example",
            "kms", "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            "sqs", "arn:aws:sqs:us-east-1:111122223333:example",
            "sns", "arn:aws:sns:us-east-1:111122223333:example",
            "events", "arn:aws:events:us-east-1:111122223333:event-bus/example",
            "secretsmanager", "arn:aws:secretsmanager:us-east-1:111122223333:secret:example-AbCdEf",
            "iam", "arn:aws:iam::111122223333:role/example");

    private Catalog() {}

    static Iterable<String> services() {
        return DATA.keySet().stream().sorted().toList();
    }

    static List<String> data(String service) {
        return DATA.getOrDefault(service, List.of());
    }

    /** The ARN of something of a service. */
    static String example(String service) {
        return EXAMPLES.getOrDefault(service, "arn:aws:" + service + ":us-east-1:111122223333:example");
    }
}

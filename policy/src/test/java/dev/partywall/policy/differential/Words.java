package dev.partywall.policy.differential;

import static dev.partywall.policy.ConditionOperator.Comparison.ARN_EQUALS;
import static dev.partywall.policy.ConditionOperator.Comparison.ARN_LIKE;
import static dev.partywall.policy.ConditionOperator.Comparison.ARN_NOT_EQUALS;
import static dev.partywall.policy.ConditionOperator.Comparison.ARN_NOT_LIKE;
import static dev.partywall.policy.ConditionOperator.Comparison.BINARY_EQUALS;
import static dev.partywall.policy.ConditionOperator.Comparison.BOOL;
import static dev.partywall.policy.ConditionOperator.Comparison.DATE_EQUALS;
import static dev.partywall.policy.ConditionOperator.Comparison.DATE_GREATER_THAN;
import static dev.partywall.policy.ConditionOperator.Comparison.DATE_GREATER_THAN_EQUALS;
import static dev.partywall.policy.ConditionOperator.Comparison.DATE_LESS_THAN;
import static dev.partywall.policy.ConditionOperator.Comparison.DATE_LESS_THAN_EQUALS;
import static dev.partywall.policy.ConditionOperator.Comparison.DATE_NOT_EQUALS;
import static dev.partywall.policy.ConditionOperator.Comparison.IP_ADDRESS;
import static dev.partywall.policy.ConditionOperator.Comparison.NOT_IP_ADDRESS;
import static dev.partywall.policy.ConditionOperator.Comparison.NUMERIC_EQUALS;
import static dev.partywall.policy.ConditionOperator.Comparison.NUMERIC_GREATER_THAN;
import static dev.partywall.policy.ConditionOperator.Comparison.NUMERIC_GREATER_THAN_EQUALS;
import static dev.partywall.policy.ConditionOperator.Comparison.NUMERIC_LESS_THAN;
import static dev.partywall.policy.ConditionOperator.Comparison.NUMERIC_LESS_THAN_EQUALS;
import static dev.partywall.policy.ConditionOperator.Comparison.NUMERIC_NOT_EQUALS;
import static dev.partywall.policy.ConditionOperator.Comparison.STRING_EQUALS;
import static dev.partywall.policy.ConditionOperator.Comparison.STRING_EQUALS_IGNORE_CASE;
import static dev.partywall.policy.ConditionOperator.Comparison.STRING_LIKE;
import static dev.partywall.policy.ConditionOperator.Comparison.STRING_NOT_EQUALS;
import static dev.partywall.policy.ConditionOperator.Comparison.STRING_NOT_EQUALS_IGNORE_CASE;
import static dev.partywall.policy.ConditionOperator.Comparison.STRING_NOT_LIKE;

import dev.partywall.policy.ConditionOperator.Comparison;
import dev.partywall.policy.golden.RandomKey;
import dev.partywall.policy.golden.RandomPolicies;
import dev.partywall.policy.golden.Vocabulary;
import java.util.List;

/** What the cases are made of: every operator but those of which one of the two sides says that it does not know. */
final class Words {

    static final String TEAM_VARIABLE = "${aws:PrincipalTag/Team}";

    private static final String HOME = RandomPolicies.HOME;
    private static final String TABLE = "arn:aws:dynamodb:eu-central-1:" + HOME + ":table/";
    private static final String KEY = "arn:aws:kms:eu-central-1:" + HOME + ":key/1";
    private static final String QUEUE = "arn:aws:sqs:eu-central-1:" + HOME + ":jobs-";
    private static final String SECRET = "arn:aws:secretsmanager:eu-central-1:" + HOME + ":secret:";

    /**
     * What is asked for.
     *
     * @param action the action
     * @param resource an ARN that the action takes
     * @param keys the condition keys that are not of all services; requests for the action have no others of those
     */
    record Target(String action, String resource, List<String> keys) {

        boolean isKmsKey() {
            return action.startsWith("kms:");
        }

        boolean takes(RandomKey key) {
            return key.name().startsWith("aws:") || keys.contains(key.name());
        }
    }

    private static final List<String> ITEM_KEYS = List.of("dynamodb:LeadingKeys", "dynamodb:Attributes");
    private static final List<String> LIST_KEYS = List.of("s3:prefix", "s3:max-keys");
    private static final List<String> KMS_KEYS = List.of("kms:EncryptionContextKeys", "kms:ViaService");

    static final List<Target> TARGETS = List.of(
            new Target("dynamodb:GetItem", TABLE + "orders", ITEM_KEYS),
            new Target("dynamodb:Query", TABLE + "acme", ITEM_KEYS),
            new Target("dynamodb:PutItem", TABLE + "orders", ITEM_KEYS),
            new Target("s3:GetObject", "arn:aws:s3:::data/acme/a", List.of("s3:ExistingObjectTag/tenant")),
            new Target("s3:GetObject", "arn:aws:s3:::data/beta/b/c", List.of("s3:ExistingObjectTag/tenant")),
            new Target("s3:ListBucket", "arn:aws:s3:::data", LIST_KEYS),
            new Target("kms:Decrypt", KEY, KMS_KEYS),
            new Target("sqs:SendMessage", QUEUE + "acme", List.of()),
            new Target("secretsmanager:GetSecretValue", SECRET + "beta/db-a1b2c3", List.of("secretsmanager:SecretId")));

    private static final List<Comparison> STRINGS = List.of(
            STRING_EQUALS,
            STRING_NOT_EQUALS,
            STRING_EQUALS_IGNORE_CASE,
            STRING_NOT_EQUALS_IGNORE_CASE,
            STRING_LIKE,
            STRING_NOT_LIKE);
    private static final List<Comparison> NUMBERS = List.of(
            NUMERIC_EQUALS,
            NUMERIC_NOT_EQUALS,
            NUMERIC_LESS_THAN,
            NUMERIC_LESS_THAN_EQUALS,
            NUMERIC_GREATER_THAN,
            NUMERIC_GREATER_THAN_EQUALS);
    private static final List<Comparison> DATES = List.of(
            DATE_EQUALS,
            DATE_NOT_EQUALS,
            DATE_LESS_THAN,
            DATE_LESS_THAN_EQUALS,
            DATE_GREATER_THAN,
            DATE_GREATER_THAN_EQUALS);
    private static final List<Comparison> ADDRESSES = List.of(IP_ADDRESS, NOT_IP_ADDRESS);
    private static final List<Comparison> ARNS = List.of(ARN_EQUALS, ARN_LIKE, ARN_NOT_EQUALS, ARN_NOT_LIKE);
    private static final String TENANT = RandomKey.TENANT_VARIABLE;

    static final List<RandomKey> KEYS = List.of(
            RandomKey.TENANT,
            RandomKey.LEADING_KEYS,
            one("aws:PrincipalTag/Team", STRINGS, List.of("core", "Core", "c*", ""), List.of("core", "c*", "", "?*")),
            one(
                    "aws:RequestTag/team",
                    STRINGS,
                    List.of("core", "c*", "none", ""),
                    List.of(
                            TEAM_VARIABLE,
                            "${aws:PrincipalTag/Team, 'none'}",
                            "${aws:principaltag/team}*",
                            "c${*}",
                            "${$}{*}")),
            many(
                    "aws:TagKeys",
                    List.of("team", "Team", "tenant", "cost"),
                    List.of("team", "t*", "?eam", "cost", TENANT)),
            many("dynamodb:Attributes", List.of("id", "name", "secret"), List.of("id", "n*", "secret", "${*}")),
            one("s3:prefix", STRINGS, List.of("acme/", "beta/in", "crux/", ""), List.of(TENANT + "/*", "acme/*", "")),
            one("s3:ExistingObjectTag/tenant", STRINGS, List.of("acme", "beta"), List.of(TENANT, "acme", "b*")),
            many("kms:EncryptionContextKeys", List.of("tenant", "purpose"), List.of("tenant", "purpose", "p*")),
            one(
                    "kms:ViaService",
                    STRINGS,
                    List.of("s3.eu-central-1.amazonaws.com"),
                    List.of("s3.*.amazonaws.com", "sqs.*")),
            one("aws:SecureTransport", List.of(BOOL), List.of("true", "false"), List.of("true", "false", "True")),
            one("aws:RequestTag/digest", List.of(BINARY_EQUALS), List.of("aGk=", "eW8="), List.of("aGk=", "bm8=")),
            one("s3:max-keys", NUMBERS, List.of("1", "10", "1000"), List.of("10", "10.0", "999", "-1")),
            one("aws:MultiFactorAuthAge", NUMBERS, List.of("0", "10", "3600"), List.of("10.5", "3600", "0", "-0.5")),
            one(
                    "aws:CurrentTime",
                    DATES,
                    List.of("2026-01-01T00:00:00Z", "2026-06-01T12:00:00Z"),
                    List.of("2026-01-01", "2026-06-01T14:00:00+02:00", "2025-01-01T00:00:00Z", "1772323200")),
            one(
                    "aws:EpochTime",
                    DATES,
                    List.of("1767225600", "1780315200"),
                    List.of("1767225600", "1772323200", "2026-03-01T00:00:00Z")),
            one(
                    "aws:SourceIp",
                    ADDRESSES,
                    List.of("203.0.113.7", "198.51.100.1", "2001:db8::1"),
                    List.of("203.0.113.0/24", "198.51.100.1", "198.51.100.1/32", "2001:db8::/32", "2001:db8::1")),
            one(
                    "aws:SourceArn",
                    ARNS,
                    List.of("arn:aws:sns:eu-central-1:111122223333:acme", "arn:aws:sns:eu-central-1:111122223333:a:b"),
                    List.of("arn:aws:sns:*:111122223333:" + TENANT, "arn:aws:sns:*:*:a*", "arn:aws:sns:*:*:*:b")),
            one(
                    "secretsmanager:SecretId",
                    ARNS,
                    List.of(SECRET + "beta/db-a1b2c3"),
                    List.of(SECRET + TENANT + "/*", SECRET + "beta/db-??????", "arn:aws:*:*:*:secret:acme/*")));

    static final Vocabulary ALL = new Vocabulary(
            List.of(
                    "*",
                    "*",
                    "*",
                    "*",
                    "dynamodb:*",
                    "dynamodb:Get*",
                    "s3:*",
                    "S3:?etobject",
                    "kms:*",
                    "sqs:Send*",
                    "secretsmanager:*Value"),
            List.of("s3:*", "kms:Decrypt", "dynamodb:*", "sqs:*"),
            List.of(
                    "*",
                    "*",
                    "*",
                    "*",
                    "*",
                    "*",
                    TABLE + "*",
                    TABLE + TENANT,
                    "arn:aws:s3:::data*",
                    "arn:aws:s3:::data/" + TENANT + "/*",
                    "arn:aws:s3:::data/${aws:PrincipalTag/TenantId, 'beta'}/*",
                    "arn:aws:s3:::data/beta/*",
                    "arn:aws:kms:*:" + HOME + ":key/?",
                    QUEUE + TENANT,
                    "arn:aws:sqs:*:*:jobs-" + TEAM_VARIABLE + "*",
                    SECRET + TENANT + "/*"),
            KEYS);

    private Words() {}

    private static RandomKey one(String name, List<Comparison> how, List<String> request, List<String> policy) {
        return new RandomKey(name, false, how, request, policy);
    }

    private static RandomKey many(String name, List<String> request, List<String> policy) {
        return new RandomKey(name, true, STRINGS, request, policy);
    }
}

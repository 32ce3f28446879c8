package dev.partywall.abac.lint;

import dev.partywall.policy.ConditionOperator;
import dev.partywall.policy.PolicyType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Draws policies that IAM takes, sensible or not, in the words that the linter listens to. */
final class RandomDocuments {

    private static final List<String> ACTIONS = List.of(
            "*",
            "dynamodb:*",
            "dynamodb:Scan",
            "dynamodb:PartiQL*",
            "s3:*Object",
            "s3:List*",
            "kms:Decrypt",
            "kms:C?eate*",
            "sqs:*",
            "secretsmanager:*",
            "iam:*",
            "sts:TagSession",
            "lambda:InvokeFunction",
            "execute-api:*");

    private static final List<String> STS =
            List.of("sts:AssumeRole", "sts:TagSession", "sts:*", "sts:AssumeRoleWithWebIdentity");

    private static final List<String> RESOURCES = List.of(
            "*",
            "arn:aws:s3:::docs",
            "arn:aws:s3:::docs/<tenant>*",
            "arn:aws:s3:::*",
            "arn:aws:dynamodb:*:*:table/orders*",
            "arn:aws:dynamodb:eu-central-1:111122223333:table/orders/index/*",
            "arn:aws:dynamodb:*",
            "arn:aws:sqs:eu-central-1:111122223333:${aws:PrincipalTag/TenantId, 'none'}",
            "arn:aws:kms:*:111122223333:key/?",
            "arn:aws:kms:eu-central-1:111122223333:alias/<tenant>",
            "arn:aws:s3:::docs/${unclosed",
            "arn:aws:s3:::docs/${}/x",
            "arn:aws:lambda:*:*:function:<tenant>-*",
            "arn:aws:iam::111122223333:role/${aws:username}");

    private static final List<String> KEYS = List.of(
            "aws:PrincipalTag/TenantId",
            "aws:principaltag/tenantid",
            "aws:PrincipalTag/Kind",
            "aws:ResourceTag/TenantId",
            "aws:RequestTag/TenantId",
            "aws:TagKeys",
            "dynamodb:LeadingKeys",
            "dynamodb:FullTableScan",
            "s3:prefix",
            "s3:delimiter",
            "kms:EncryptionContext:tenant",
            "kms:EncryptionContext:",
            "kms:EncryptionContext:branch-key-id",
            "kms:EncryptionContextKeys",
            "kms:ResourceAliases",
            "sts:TransitiveTagKeys",
            "aws:SourceIp",
            "aws:CurrentTime",
            "x:y");

    private static final List<String> VALUES = List.of(
            "<tenant>",
            "<tenant>*",
            "<tenant>/*",
            "*",
            "",
            "t1",
            "acme/eu",
            "true",
            "false",
            "17",
            "10.0.0.0/8",
            "::1",
            "2026-01-01T00:00:00Z",
            "${aws:ResourceTag/TenantId}",
            "${*}",
            "${",
            "arn:aws:iam::111122223333:role/app",
            "TenantId");

    private static final List<String> PRINCIPALS = List.of(
            "\"*\"",
            "{\"AWS\": \"*\"}",
            "{\"AWS\": \"111122223333\"}",
            "{\"AWS\": [\"arn:aws:iam::111122223333:role/path/app\", \"arn:aws:sts::111122223333:assumed-role/app/s\"]}",
            "{\"AWS\": \"arn:aws:iam::444455556666:user/alice\"}",
            "{\"AWS\": \"AROAEXAMPLEEXAMPLE\"}",
            "{\"Service\": \"lambda.amazonaws.com\"}",
            "{\"Federated\": \"cognito-identity.amazonaws.com\"}");

    private final SplittableRandom random;

    RandomDocuments(long seed) {
        this.random = new SplittableRandom(seed);
    }

    PolicyType type() {
        return pick(List.of(PolicyType.values()));
    }

    /** The text of a policy of a type. */
    String document(PolicyType type) {
        List<String> statements = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            statements.add(statement(type));
        }
        String version = pick(List.of("\"Version\": \"2012-10-17\", ", "\"Version\": \"2012-10-17\", ", ""));
        return ("{" + version + "\"Statement\": [" + String.join(",\n", statements) + "]}")
                .replace("<tenant>", "${aws:PrincipalTag/TenantId}");
    }

    private String statement(PolicyType type) {
        boolean denies = type == PolicyType.RESOURCE_CONTROL || random.nextInt(4) == 0;
        StringBuilder text = new StringBuilder("{\"Effect\": \"" + (denies ? "Deny" : "Allow") + "\"");
        if (type == PolicyType.RESOURCE_CONTROL) {
            text.append(", \"Principal\": \"*\"");
        } else if (Set.of(PolicyType.RESOURCE, PolicyType.KEY, PolicyType.TRUST).contains(type)) {
            text.append(", \"Principal\": ").append(pick(PRINCIPALS));
        }
        text.append(", \"")
                .append(not())
                .append("Action\": ")
                .append(strings(type == PolicyType.TRUST ? STS : ACTIONS));
        if (type != PolicyType.TRUST) {
            text.append(", \"").append(not()).append("Resource\": ").append(strings(RESOURCES));
        }
        return text.append(conditions()).append("}").toString();
    }

    private String not() {
        return random.nextInt(8) == 0 ? "Not" : "";
    }

    private String conditions() {
        Set<String> operators = new LinkedHashSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            operators.add(operator());
        }
        String all = operators.stream()
                .map(operator -> "\"" + operator + "\": {\"" + pick(KEYS) + "\": " + strings(VALUES) + "}")
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? "" : ", \"Condition\": {" + all + "}";
    }

    private String operator() {
        ConditionOperator.Comparison comparison = pick(List.of(ConditionOperator.Comparison.values()));
        if (comparison == ConditionOperator.Comparison.NULL) {
            return "Null";
        }
        return pick(List.of("", "", "ForAllValues:", "ForAnyValue:"))
                + comparison.text()
                + pick(List.of("", "", "IfExists"));
    }

    private String strings(List<String> from) {
        String first = "\"" + pick(from) + "\"";
        return random.nextBoolean() ? first : "[" + first + ", \"" + pick(from) + "\"]";
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}

package dev.partywall.testing.internal.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PolicyMutantsTest {

    private static List<PolicyMutants.Change> mutants(PolicyType type, String statements) {
        return PolicyMutants.of(
                PolicyDocument.parse(type, "{\"Version\": \"2012-10-17\", \"Statement\": [" + statements + "]}"));
    }

    private static List<String> changes(String statements) {
        return mutants(PolicyType.IDENTITY, statements).stream()
                .map(PolicyMutants.Change::change)
                .toList();
    }

    @Test
    void of_onlyAllow_isNotDropped() {
        assertThat(changes("{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}"))
                .isEmpty();
    }

    @Test
    void of_statements_areDroppedOneAtATime() {
        List<PolicyMutants.Change> mutants = mutants(PolicyType.IDENTITY, """
                {"Sid": "Own", "Effect": "Allow", "Action": "s3:*", "Resource": "*"},
                {"Sid": "NoAcl", "Effect": "Deny", "Action": "s3:PutObjectAcl", "Resource": "*"}""");

        assertThat(mutants).extracting(PolicyMutants.Change::change).containsOnly("statement dropped");
        assertThat(mutants).extracting(PolicyMutants.Change::statement).containsExactly("Own", "NoAcl");
        assertThat(mutants.get(1).document().toJson()).contains("\"Own\"").doesNotContain("NoAcl");
    }

    @Test
    void of_onlyDeny_isDropped() {
        assertThat(changes("{\"Effect\": \"Deny\", \"Action\": \"s3:*\", \"Resource\": \"*\"}"))
                .containsExactly("statement dropped");
    }

    @Test
    void of_conditions_areDroppedAndTheirVariablesWidened() {
        List<PolicyMutants.Change> mutants = mutants(PolicyType.IDENTITY, """
                {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*", "Condition": {
                  "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "x-${aws:PrincipalTag/TenantId}"},
                  "Null": {"dynamodb:LeadingKeys": "false"}}}""");

        assertThat(mutants)
                .extracting(PolicyMutants.Change::change)
                .containsExactlyInAnyOrder(
                        "condition ForAllValues:StringEquals dynamodb:LeadingKeys dropped",
                        "condition ForAllValues:StringEquals dynamodb:LeadingKeys matches any value",
                        "condition Null dynamodb:LeadingKeys dropped");
        assertThat(mutants)
                .filteredOn(mutant -> mutant.change().endsWith("any value"))
                .allSatisfy(mutant -> assertThat(mutant.document().toJson())
                        .contains("ForAllValues:StringLike", "\"x-*\"", "\"Null\""));
    }

    @Test
    void of_arnConditions_areWidenedToo() {
        assertThat(changes("""
                {"Effect": "Allow", "Action": "sqs:*", "Resource": "*", "Condition": {
                  "ArnEquals": {"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:${aws:PrincipalTag/TenantId}"}}}""")).contains("condition ArnEquals aws:SourceArn matches any value");
    }

    @Test
    void of_resources_loseTheVariableAndTheSeparator() {
        assertThat(changes("""
                {"Effect": "Allow", "Action": "s3:GetObject",
                 "Resource": ["arn:aws:s3:::b/${aws:PrincipalTag/TenantId}/*", "arn:aws:s3:::shared/*"]}"""))
                .containsExactly(
                        "resource arn:aws:s3:::b/${aws:PrincipalTag/TenantId}/* is arn:aws:s3:::b/*/*",
                        "resource arn:aws:s3:::b/${aws:PrincipalTag/TenantId}/* is arn:aws:s3:::b/${aws:PrincipalTag/TenantId}*");
    }

    @Test
    void of_trustPolicy_losesItsConditionsAndGuards() {
        assertThat(mutants(PolicyType.TRUST, """
                        {"Effect": "Allow", "Principal": {"AWS": "111122223333"},
                         "Action": ["sts:AssumeRole", "sts:TagSession"], "Condition": {
                           "StringEquals": {"aws:RequestTag/TenantId": "${aws:PrincipalTag/TenantId}"},
                           "Null": {"aws:RequestTag/TenantId": "false"}}}"""))
                .extracting(PolicyMutants.Change::change)
                .containsExactlyInAnyOrder(
                        "condition StringEquals aws:RequestTag/TenantId dropped",
                        "condition StringEquals aws:RequestTag/TenantId matches any value",
                        "condition Null aws:RequestTag/TenantId dropped");
    }
}

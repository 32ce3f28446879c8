package dev.partywall.policy.golden;

import static dev.partywall.policy.ConditionOperator.Comparison.ARN_LIKE;
import static dev.partywall.policy.ConditionOperator.Comparison.ARN_NOT_EQUALS;
import static dev.partywall.policy.ConditionOperator.Comparison.BOOL;
import static dev.partywall.policy.ConditionOperator.Comparison.DATE_GREATER_THAN;
import static dev.partywall.policy.ConditionOperator.Comparison.DATE_LESS_THAN;
import static dev.partywall.policy.ConditionOperator.Comparison.IP_ADDRESS;
import static dev.partywall.policy.ConditionOperator.Comparison.NOT_IP_ADDRESS;
import static dev.partywall.policy.ConditionOperator.Comparison.NUMERIC_EQUALS;
import static dev.partywall.policy.ConditionOperator.Comparison.NUMERIC_GREATER_THAN;
import static dev.partywall.policy.ConditionOperator.Comparison.NUMERIC_LESS_THAN_EQUALS;
import static dev.partywall.policy.ConditionOperator.Comparison.STRING_EQUALS;
import static dev.partywall.policy.ConditionOperator.Comparison.STRING_EQUALS_IGNORE_CASE;
import static dev.partywall.policy.ConditionOperator.Comparison.STRING_LIKE;
import static dev.partywall.policy.ConditionOperator.Comparison.STRING_NOT_EQUALS;
import static dev.partywall.policy.ConditionOperator.Comparison.STRING_NOT_LIKE;

import dev.partywall.policy.ConditionOperator.Comparison;
import java.util.List;

/**
 * A condition key that random policies and requests draw from.
 *
 * @param name the key
 * @param multivalued whether requests give it several values and conditions a quantifier
 * @param comparisons how conditions compare it
 * @param requestValues what requests say
 * @param policyValues what conditions ask for; some meet the values of requests and some do not
 */
public record RandomKey(
        String name,
        boolean multivalued,
        List<Comparison> comparisons,
        List<String> requestValues,
        List<String> policyValues) {

    private static final List<Comparison> STRINGS = List.of(
            STRING_EQUALS, STRING_NOT_EQUALS, STRING_EQUALS_IGNORE_CASE, STRING_LIKE, STRING_LIKE, STRING_NOT_LIKE);

    /** The variable by which tenants are kept apart. */
    public static final String TENANT_VARIABLE = "${aws:PrincipalTag/TenantId}";

    /** The tenant's tag on the caller. */
    public static final RandomKey TENANT = new RandomKey(
            "aws:PrincipalTag/TenantId",
            false,
            STRINGS,
            List.of("acme", "beta", "crux"),
            List.of("acme", "beta", "crux", "*", "????"));

    /** The tenants whose items are touched. */
    public static final RandomKey LEADING_KEYS = new RandomKey(
            "dynamodb:LeadingKeys",
            true,
            STRINGS,
            List.of("acme", "beta", "crux", "beta#1", "acme#2"),
            List.of(TENANT_VARIABLE, TENANT_VARIABLE, TENANT_VARIABLE + "#*", "acme", "beta#*", "*"));

    /** All keys. */
    static final List<RandomKey> ALL = List.of(
            TENANT,
            LEADING_KEYS,
            new RandomKey(
                    "s3:prefix",
                    false,
                    STRINGS,
                    List.of("acme/", "beta/in", "crux/", ""),
                    List.of(TENANT_VARIABLE + "/*", TENANT_VARIABLE + "/", "acme/*", "beta/*", "")),
            new RandomKey(
                    "aws:SecureTransport", false, List.of(BOOL), List.of("true", "false"), List.of("true", "false")),
            new RandomKey(
                    "s3:max-keys",
                    false,
                    List.of(NUMERIC_EQUALS, NUMERIC_LESS_THAN_EQUALS, NUMERIC_GREATER_THAN),
                    List.of("1", "10", "1000"),
                    List.of("10", "10.0", "999", "-1")),
            new RandomKey(
                    "aws:CurrentTime",
                    false,
                    List.of(DATE_LESS_THAN, DATE_GREATER_THAN),
                    List.of("2026-01-01T00:00:00Z", "2026-06-01T12:00:00Z"),
                    List.of("2026-03-01T00:00:00Z", "2025-01-01T00:00:00Z", "2026-06-01T12:00:00Z")),
            new RandomKey(
                    "aws:SourceIp",
                    false,
                    List.of(IP_ADDRESS, NOT_IP_ADDRESS),
                    List.of("203.0.113.7", "198.51.100.1", "2001:db8::1"),
                    List.of("203.0.113.0/24", "198.51.100.1", "2001:db8::/32")),
            new RandomKey(
                    "aws:SourceArn",
                    false,
                    List.of(ARN_LIKE, ARN_NOT_EQUALS),
                    List.of("arn:aws:sns:eu-central-1:111122223333:acme", "arn:aws:sns:eu-central-1:111122223333:beta"),
                    List.of("arn:aws:sns:*:111122223333:" + TENANT_VARIABLE, "arn:aws:sns:*:*:beta")));
}

package dev.partywall.policy;

import static dev.partywall.policy.PolicyLab.USER;
import static dev.partywall.policy.PolicyLab.allWhen;
import static dev.partywall.policy.PolicyLab.decide;
import static dev.partywall.policy.PolicyLab.document;
import static dev.partywall.policy.PolicyLab.identity;
import static dev.partywall.policy.PolicyLab.json;
import static dev.partywall.policy.PolicyLab.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Condition operators one by one. The key is {@code aws:K}; its value in the request is {@code absent}, {@code unmodelled},
 * text, or a set such as {@code [a;b]}. The outcome is that of the condition: YES, NO or UNKNOWN.
 */
final class ConditionTest {

    private static String match(PolicyVersion version, String effect, String operator, String values, String actual) {
        String condition = "{'" + operator + "': {'AWS:k': " + values + "}}";
        PolicyDocument document = PolicyDocument.parse(
                PolicyType.IDENTITY,
                json("{'Version': '" + version.text() + "', 'Statement': " + allWhen(effect, condition) + "}"));
        PolicySet policies = PolicySet.NONE.withIdentity(List.of(new AttachedPolicy("p", document)));
        Decision decision = PolicyEvaluator.decide(policies, request(USER, context(actual)));
        return decision.trace().statements().get(0).match().name();
    }

    private static String match(String operator, String values, String actual) {
        return match(PolicyVersion.V2012_10_17, "Allow", operator, values, actual);
    }

    private static RequestContext context(String actual) {
        RequestContext.Builder context = RequestContext.builder()
                .with("aws:one", "1")
                .with("aws:star", "*")
                .with("aws:empty", "")
                .with("aws:Upper", "ACME")
                .with("aws:PrincipalTag/Tenant Id", "acme")
                .with("aws:arn", "arn:aws:s3:::b")
                .withAll("aws:many", List.of("1"))
                .absent(key -> !key.equals("aws:nobody") && !(key.equals("aws:k") && actual.equals("unmodelled")));
        if (actual.startsWith("[")) {
            String inside = actual.substring(1, actual.length() - 1);
            context.withAll("aws:K", inside.equals("-") ? List.of() : Arrays.asList(inside.split(";", -1)));
        } else if (!actual.equals("absent") && !actual.equals("unmodelled")) {
            context.with("aws:K", actual.equals("-") ? "" : actual);
        }
        return context.build();
    }

    @ParameterizedTest(name = "{0} {1} of {2}: {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "StringEquals              | 'a'                | a                | YES",
                "StringEquals              | 'a'                | A                | NO",
                "StringEquals              | 'a*'               | ab               | NO",
                "StringEquals              | 'a*'               | a*               | YES",
                "StringEquals              | ['b', 'a']         | a                | YES",
                "StringEquals              | ''                 | -                | YES",
                "StringEquals              | 1                  | 1                | YES",
                "StringEquals              | true               | true             | YES",
                "StringNotEquals           | 'a'                | a                | NO",
                "StringNotEquals           | 'a'                | b                | YES",
                "StringNotEquals           | ['a', 'b']         | b                | NO",
                "StringNotEquals           | ['a', 'b']         | c                | YES",
                "StringEqualsIgnoreCase    | 'aB'               | Ab               | YES",
                "StringEqualsIgnoreCase    | 'a*'               | ab               | NO",
                "StringEqualsIgnoreCase    | '${aws:upper}'     | aCME             | YES",
                "StringEqualsIgnoreCase    | 'X${aws:upper}'    | xacme            | YES",
                "StringNotEqualsIgnoreCase | 'aB'               | Ab               | NO",
                "StringNotEqualsIgnoreCase | 'aB'               | Abc              | YES",
                "StringLike                | 'a*'               | ab               | YES",
                "StringLike                | 'a?'               | ab               | YES",
                "StringLike                | 'a?'               | a                | NO",
                "StringLike                | 'A*'               | ab               | NO",
                "StringNotLike             | 'a*'               | ab               | NO",
                "StringNotLike             | 'b*'               | ab               | YES",
                "NumericEquals             | '10'               | 10.0             | YES",
                "NumericEquals             | 1e1                | 10               | YES",
                "NumericEquals             | '10'               | 11               | NO",
                "NumericNotEquals          | 10                 | 10.00            | NO",
                "NumericNotEquals          | 10                 | 9                | YES",
                "NumericLessThan           | 10                 | 9.99             | YES",
                "NumericLessThan           | 10                 | 10               | NO",
                "NumericLessThan           | 9                  | 10               | NO",
                "NumericLessThanEquals     | 10                 | 10               | YES",
                "NumericLessThanEquals     | 10                 | 11               | NO",
                "NumericGreaterThan        | 10                 | 11               | YES",
                "NumericGreaterThan        | 10                 | 10               | NO",
                "NumericGreaterThanEquals  | 10                 | 10               | YES",
                "NumericGreaterThanEquals  | 10                 | 9                | NO",
                "NumericGreaterThan        | -1                 | +0               | YES",
                "NumericEquals             | 9007199254740993   | 9007199254740992 | NO",
                "DateEquals                | '2020-01-01T00:00:00Z'      | 1577836800       | YES",
                "DateEquals                | '2020-01-01T01:00:00+01:00' | 2020-01-01       | YES",
                "DateEquals                | '2020-01'                   | 2020-01-01T00:00Z | YES",
                "DateEquals                | '2020-01-01T00:00:00.500Z'  | 2020-01-01T00:00:00.5Z | YES",
                "DateEquals                | 1577836800                  | 2020-01-01T00:00:01Z   | NO",
                "DateNotEquals             | '2020-01-01'       | 2020-01-02       | YES",
                "DateNotEquals             | '2020-01-01'       | 2020-01-01       | NO",
                "DateLessThan              | '2020-01-01'       | 2019-12-31T23:59:59Z | YES",
                "DateLessThan              | '2020-01-01'       | 2020-01-01       | NO",
                "DateLessThanEquals        | '2020-01-01'       | 2020-01-01       | YES",
                "DateLessThanEquals        | '2020-01-01'       | 2020-01-02       | NO",
                "DateGreaterThan           | '2020-01-01'       | 2020-01-02       | YES",
                "DateGreaterThan           | '2020-01-01'       | 2020-01-01       | NO",
                "DateGreaterThanEquals     | '2020-01-01'       | 2020-01-01       | YES",
                "DateGreaterThanEquals     | '2020-01-01'       | -1               | NO",
                "Bool                      | true               | true             | YES",
                "Bool                      | 'true'             | false            | NO",
                "Bool                      | 'FALSE'            | false            | YES",
                "Bool                      | [true, false]      | false            | YES",
                "BinaryEquals              | 'QQ=='             | QQ==             | YES",
                "BinaryEquals              | 'QQ=='             | QQ               | YES",
                "BinaryEquals              | 'QQ=='             | Qg==             | NO",
                "IpAddress                 | '203.0.113.0/24'   | 203.0.113.7      | YES",
                "IpAddress                 | '203.0.113.9/24'   | 203.0.113.7      | YES",
                "IpAddress                 | '203.0.113.0/24'   | 203.0.114.0      | NO",
                "IpAddress                 | '203.0.113.7'      | 203.0.113.7      | YES",
                "IpAddress                 | '203.0.113.7'      | 203.0.113.6      | NO",
                "IpAddress                 | '0.0.0.0/0'        | 255.255.255.255  | YES",
                "IpAddress                 | '0.0.0.0/0'        | ::1              | NO",
                "IpAddress                 | '128.0.0.0/1'      | 127.255.255.255  | NO",
                "IpAddress                 | '2001:DB8:1234:5678::/64' | 2001:db8:1234:5678:1::2 | YES",
                "IpAddress                 | '2001:DB8:1234:5678::/64' | 2001:db8:1234:5679::2   | NO",
                "IpAddress                 | '2001:db8::1'      | 2001:0db8:0:0:0:0:0:1   | YES",
                "IpAddress                 | '::/0'             | 1::              | YES",
                "IpAddress                 | '2001:db8::/32'    | 2101:db8::1      | NO",
                "IpAddress                 | '1:2:3:4:5:6:7::'  | 1:2:3:4:5:6:7:0  | YES",
                "IpAddress                 | '1:2:3:4:5:6:7:8'  | 1:2:3:4:5:6:7:8  | YES",
                "IpAddress                 | '10.0.0.0/8'       | 10.1.0.0/16      | YES",
                "IpAddress                 | '10.1.0.0/16'      | 10.0.0.0/8       | NO",
                "IpAddress                 | ['10.0.0.0/8', '::1'] | ::1           | YES",
                "NotIpAddress              | '203.0.113.0/24'   | 203.0.113.7      | NO",
                "NotIpAddress              | '203.0.113.0/24'   | 203.0.114.7      | YES",
                "ArnEquals                 | 'arn:aws:s3:::b*'  | arn:aws:s3:::b/x:y | YES",
                "ArnLike                   | 'arn:aws:s3:*:*:b' | arn:aws:s3:::b   | YES",
                "ArnLike                   | 'arn:aws:s:*:111122223333:f/*' | arn:aws:s:r:9:store/abc:111122223333:f/d | NO",
                "StringLike                | 'arn:aws:s:*:111122223333:f/*' | arn:aws:s:r:9:store/abc:111122223333:f/d | YES",
                "ArnLike                   | 'arn:aws:s?:::b'   | arn:aws:s3:::b   | YES",
                "ArnLike                   | 'arn:aws:s3:::B'   | arn:aws:s3:::b   | NO",
                "ArnLike                   | 'arn:aws:s3:::b'   | arn:aws:s3:::b/c | NO",
                "ArnNotEquals              | 'arn:aws:s3:::b'   | arn:aws:s3:::b   | NO",
                "ArnNotLike                | 'arn:aws:s3:::b'   | arn:aws:s3:::c   | YES",
                "ArnNotLike                | 'arn:aws:s3:::*'   | arn:aws:s3:::c   | NO",
                "Null                      | 'true'             | absent           | YES",
                "Null                      | 'true'             | a                | NO",
                "Null                      | false              | a                | YES",
                "Null                      | false              | absent           | NO",
                "Null                      | true               | [-]              | YES",
                "Null                      | false              | [-]              | NO",
                "Null                      | false              | [a;b]            | YES",
                "Null                      | false              | -                | YES",
                "Null                      | false              | []               | UNKNOWN",
                "ForAnyValue:Null          | false              | [a]              | UNKNOWN",
            })
    void match_ofEachOperator_isAsDocumented(String operator, String values, String actual, String outcome) {
        assertThat(match(operator, values, actual)).isEqualTo(outcome);
    }

    @ParameterizedTest(name = "{0} {1} of {2}: {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "StringEquals                         | 'a'        | absent     | NO",
                "StringNotEquals                      | 'a'        | absent     | YES",
                "StringEqualsIfExists                 | 'a'        | absent     | YES",
                "StringNotEqualsIfExists              | 'a'        | absent     | YES",
                "StringEqualsIfExists                 | 'a'        | b          | NO",
                "StringNotEqualsIfExists              | 'a'        | a          | NO",
                "NumericLessThan                      | 1          | absent     | NO",
                "NumericNotEquals                     | 1          | absent     | YES",
                "DateNotEquals                        | 1          | absent     | YES",
                "NotIpAddress                         | '::1'      | absent     | YES",
                "ArnNotLike                           | 'arn:aws:s3:::b' | absent | YES",
                "ArnNotEquals                         | 'arn:aws:s3:::b' | absent | YES",
                "StringNotLike                        | 'a'        | absent     | YES",
                "StringNotEqualsIgnoreCase            | 'a'        | absent     | YES",
                "Bool                                 | true       | absent     | NO",
                "BinaryEquals                         | 'QQ=='     | absent     | NO",
                "StringEquals                         | 'a'        | unmodelled | UNKNOWN",
                "StringNotEquals                      | 'a'        | unmodelled | UNKNOWN",
                "StringEqualsIfExists                 | 'a'        | unmodelled | UNKNOWN",
                "ForAllValues:StringEquals            | 'a'        | unmodelled | UNKNOWN",
                "Null                                 | true       | unmodelled | UNKNOWN",
                "StringEquals                         | 'a'        | [a]        | UNKNOWN",
                "StringNotEquals                      | 'a'        | [b]        | UNKNOWN",
                "StringEquals                         | 'a'        | [-]        | UNKNOWN",
                "ForAllValues:StringEquals            | ['a', 'b'] | [a;b]      | YES",
                "ForAllValues:StringEquals            | ['a', 'b'] | [a;c]      | NO",
                "ForAllValues:StringEquals            | ['a', 'b'] | [a]        | YES",
                "ForAllValues:StringEquals            | 'a'        | a          | YES",
                "ForAllValues:StringEquals            | 'a'        | b          | NO",
                "ForAllValues:StringEquals            | 'a'        | absent     | YES",
                "ForAllValues:StringEquals            | 'a'        | [-]        | YES",
                "ForAllValues:StringEquals            | 'a'        | []         | UNKNOWN",
                "ForAllValues:StringEquals            | 'a'        | -          | UNKNOWN",
                "ForAllValues:StringEquals            | ''         | []         | YES",
                "ForAllValues:StringEquals            | 'a'        | [;]        | NO",
                "ForAllValues:StringNotEquals         | ['a', 'b'] | [c;d]      | YES",
                "ForAllValues:StringNotEquals         | ['a', 'b'] | [a;d]      | NO",
                "ForAllValues:StringNotEquals         | 'a'        | absent     | YES",
                "ForAllValues:StringEqualsIfExists    | 'a'        | absent     | YES",
                "ForAllValues:StringEqualsIfExists    | 'a'        | [-]        | YES",
                "ForAllValues:StringLike              | 'a*'       | [ab;ac]    | YES",
                "ForAnyValue:StringEquals             | ['a', 'b'] | [c;b]      | YES",
                "ForAnyValue:StringEquals             | ['a', 'b'] | [c;d]      | NO",
                "ForAnyValue:StringEquals             | 'a'        | a          | YES",
                "ForAnyValue:StringEquals             | 'a'        | absent     | NO",
                "ForAnyValue:StringEquals             | 'a'        | [-]        | NO",
                "ForAnyValue:StringNotEquals          | ['a', 'b'] | [a;c]      | YES",
                "ForAnyValue:StringNotEquals          | ['a', 'b'] | [a;b]      | NO",
                "ForAnyValue:StringNotEquals          | 'a'        | absent     | NO",
                "ForAnyValue:StringEqualsIfExists     | 'a'        | absent     | UNKNOWN",
                "ForAnyValue:StringEqualsIfExists     | 'a'        | [-]        | UNKNOWN",
                "ForAnyValue:StringEqualsIfExists     | 'a'        | [b]        | NO",
                "ForAnyValue:NumericLessThan          | 5          | [9;4]      | YES",
            })
    void match_ofMissingKeysAndSets_isAsDocumented(String operator, String values, String actual, String outcome) {
        assertThat(match(operator, values, actual)).isEqualTo(outcome);
    }

    /** Not documented: an Allow does not match; a Deny, or a negated operator, is unknown. */
    @ParameterizedTest(name = "{0} {1} of {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "NumericEquals    | 'x'            | 1",
                "NumericEquals    | 1              | x",
                "NumericEquals    | 1              | ٣",
                "NumericEquals    | 1              | 1.",
                "NumericEquals    | 1              | 1e9999999",
                "NumericLessThan  | '${aws:one}'   | 0",
                "DateEquals       | '2020'         | 2020-01-01",
                "DateEquals       | '2020-01-01'   | 2020-01-01T00:00:00",
                "DateEquals       | '2020-02-30'   | 2020-01-01",
                "DateEquals       | '2020-01-01'   | 2020-13-01",
                "DateEquals       | '2020-01-01'   | 2020-01-01T25:00:00Z",
                "Bool             | 'yes'          | true",
                "Bool             | true           | 1",
                "Null             | 'maybe'        | absent",
                "BinaryEquals     | '?'            | QQ==",
                "BinaryEquals     | 'QQ=='         | ?",
                "IpAddress        | '10.0.0.0/33'  | 10.0.0.1",
                "IpAddress        | '::/129'       | ::1",
                "IpAddress        | '10.0.0'       | 10.0.0.1",
                "IpAddress        | '10.0.0.256'   | 10.0.0.1",
                "IpAddress        | '10.0.0.01'    | 10.0.0.1",
                "IpAddress        | '10.0.0.0/8'   | localhost",
                "IpAddress        | '10.0.0.0/8'   | 10.0.0.1/",
                "IpAddress        | '::1'          | 1:2:3:4:5:6:7",
                "IpAddress        | '::1'          | 1:2:3:4:5:6:7:8:9",
                "IpAddress        | '::1'          | 1:2:3:4::5:6:7:8",
                "IpAddress        | '::1'          | 1::2::3",
                "IpAddress        | '::1'          | 12345::",
                "IpAddress        | '::1'          | g::",
                "ArnEquals        | 'b'            | arn:aws:s3:::b",
                "ArnEquals        | 'arn:aws:s3:::b' | arn:aws:s3::",
                "ArnLike          | '*'            | arn:aws:s3:::b",
            })
    void match_ofValuesOfAnotherType_neverHelpsTheCaller(String operator, String values, String actual) {
        PolicyVersion version = PolicyVersion.V2012_10_17;
        assertThat(match(version, "Allow", operator, values, actual)).isEqualTo("NO");
        assertThat(match(version, "Deny", operator, values, actual)).isEqualTo("UNKNOWN");
        String negated = switch (operator) {
            case "NumericEquals" -> "NumericNotEquals";
            case "DateEquals" -> "DateNotEquals";
            case "IpAddress" -> "NotIpAddress";
            case "ArnEquals", "ArnLike" -> "ArnNotLike";
            default -> "";
        };
        if (!negated.isEmpty()) {
            assertThat(match(version, "Allow", negated, values, actual)).isEqualTo("UNKNOWN");
            assertThat(match(version, "Deny", negated, values, actual)).isEqualTo("UNKNOWN");
        }
    }

    @Nested
    final class Variables {

        @ParameterizedTest(name = "{0} {1} of {2}: {3}")
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "StringEquals    | '${aws:one}'                        | 1       | YES",
                    "StringEquals    | '${AWS:ONE}'                        | 1       | YES",
                    "StringEquals    | '${aws:one}'                        | 2       | NO",
                    "StringEquals    | 'a${aws:one}b${aws:one}'            | a1b1    | YES",
                    "StringEquals    | '${aws:principaltag/tenant id}'     | acme    | YES",
                    "StringLike      | '${aws:star}'                       | x       | NO",
                    "StringLike      | '${aws:star}'                       | *       | YES",
                    "StringLike      | '${aws:star}/*'                     | x/y     | NO",
                    "StringLike      | '${aws:star}/*'                     | */y     | YES",
                    "StringLike      | '${*}${?}${$}'                      | *?$     | YES",
                    "StringLike      | '${*}'                              | x       | NO",
                    "StringLike      | '${$}{aws:one}'                     | ${aws:one} | YES",
                    "StringEquals    | '${*}'                              | *       | YES",
                    "StringEquals    | '${aws:no}'                         | x       | NO",
                    "StringNotEquals | '${aws:no}'                         | x       | YES",
                    "StringNotLike   | 'a${aws:no}*'                       | a       | YES",
                    "StringEquals    | ['${aws:no}', 'x']                  | x       | YES",
                    "StringEquals    | '${aws:no, \\u0027d}x\\u0027}'      | d}x     | YES",
                    "StringEquals    | '${aws:no,\\u0027d\\u0027}'         | d       | YES",
                    "StringEquals    | '${aws:no, \\u0027\\u0027}'         | -       | YES",
                    "StringEquals    | '${aws:one, \\u0027d\\u0027}'       | 1       | YES",
                    "StringEquals    | '${aws:one, \\u0027d\\u0027}'       | d       | NO",
                    "StringLike      | '${aws:no, \\u0027*\\u0027}'        | x       | NO",
                    "StringEquals    | '${aws:nobody}'                     | x       | UNKNOWN",
                    "StringNotEquals | '${aws:nobody}'                     | x       | UNKNOWN",
                    "StringEquals    | 'a${aws:nobody}'                    | x       | NO",
                    "StringEquals    | '${aws:nobody}a'                    | x       | NO",
                    "StringNotEquals | '${aws:nobody}a'                    | x       | YES",
                    "StringEquals    | '${aws:nobody}${aws:no}'            | x       | NO",
                    "StringEquals    | ['${aws:nobody}', 'x']              | x       | YES",
                    "StringEquals    | '${aws:nobody, \\u0027d\\u0027}'    | x       | UNKNOWN",
                    "StringEquals    | '${aws:empty}'                      | -       | UNKNOWN",
                    "StringEquals    | '${aws:empty}'                      | x       | NO",
                    "StringNotEquals | '${aws:empty}'                      | x       | YES",
                    "StringLike      | '${aws:empty}*'                     | x       | UNKNOWN",
                    "StringEquals    | '${aws:empty, \\u0027d\\u0027}'     | d       | UNKNOWN",
                    "StringEquals    | '${aws:many}'                       | 1       | UNKNOWN",
                    "StringEquals    | '${aws:many, \\u00271\\u0027}'      | 1       | UNKNOWN",
                    "StringEquals    | '${aws:one'                         | 1       | UNKNOWN",
                    "StringEquals    | 'a${aws:one'                        | b       | NO",
                    "StringEquals    | '${}'                               | ${}     | UNKNOWN",
                    "StringEquals    | '${aws:one, d}'                     | 1       | UNKNOWN",
                    "StringEquals    | '${aws:one, \\u0027d}'              | 1       | UNKNOWN",
                    "StringEquals    | '${, \\u0027d\\u0027}'              | d       | UNKNOWN",
                    "ArnLike         | '${aws:arn}'                        | arn:aws:s3:::b   | YES",
                    "ArnLike         | '${aws:arn}/*'                      | arn:aws:s3:::b/x | YES",
                    "ArnLike         | 'arn:aws:s3:::${aws:star}'          | arn:aws:s3:::b   | NO",
                    "ArnLike         | 'arn:aws:s3:::${aws:no}'            | arn:aws:s3:::b   | NO",
                    "ArnNotLike      | 'arn:aws:s3:::${aws:no}'            | arn:aws:s3:::b   | YES",
                    "ArnLike         | 'arn:aws:s3:::${aws:nobody}'        | arn:aws:s3:::b   | UNKNOWN",
                    "ArnLike         | 'arn:aws:s4:::${aws:nobody}'        | arn:aws:s3:::b   | NO",
                })
        void match_ofTheCurrentLanguage_resolvesThem(String operator, String values, String actual, String outcome) {
            assertThat(match(operator, values, actual)).isEqualTo(outcome);
        }

        @Test
        void match_ofTheOldLanguage_takesThemAsText() {
            PolicyVersion old = PolicyVersion.V2008_10_17;
            assertThat(match(old, "Allow", "StringEquals", "'${aws:one}'", "1")).isEqualTo("NO");
            assertThat(match(old, "Allow", "StringEquals", "'${aws:one}'", "${aws:one}"))
                    .isEqualTo("YES");
            assertThat(match(old, "Allow", "StringLike", "'${*}'", "${x}")).isEqualTo("YES");
        }

        private String resource(String element, String resource) {
            PolicySet policies = identity("{'Effect': 'Allow', 'Action': '*', '" + element + "': '" + resource + "'}");
            return decide(policies, request(USER, context("absent")));
        }

        @ParameterizedTest(name = "{0}: {1}, NotResource {2}")
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "arn:aws:s3:::bucket/${aws:PrincipalTag/Tenant Id}/* | ALLOW             | IMPLICIT IDENTITY",
                    "arn:aws:s3:::bucket/${aws:one}/*                    | IMPLICIT IDENTITY | ALLOW",
                    "arn:aws:s3:::bucket/${aws:star}/*                   | IMPLICIT IDENTITY | ALLOW",
                    "arn:aws:s3:::bucket/${aws:empty}*                   | UNKNOWN           | UNKNOWN",
                    "arn:aws:s3:::bucket/${aws:empty}/*                  | IMPLICIT IDENTITY | ALLOW",
                    "arn:aws:s3:::bucket/${aws:no}*                      | IMPLICIT IDENTITY | ALLOW",
                    "arn:aws:s3:::bucket/${aws:no, \\u0027acme\\u0027}/* | ALLOW             | IMPLICIT IDENTITY",
                    "arn:aws:s3:::bucket/${aws:nobody}/*                 | UNKNOWN           | UNKNOWN",
                    "arn:aws:s3:::other/${aws:nobody}/*                  | IMPLICIT IDENTITY | ALLOW",
                    "arn:aws:s3:::bucket/${aws:many}/*                   | UNKNOWN           | UNKNOWN",
                    "arn:aws:s3::${aws:no, \\u0027\\u0027}:bucket/*      | UNKNOWN           | UNKNOWN",
                    "arn:aws:s3::${aws:one}:bucket/*                     | IMPLICIT IDENTITY | ALLOW",
                    "arn:aws:s3:::bucket/${aws:x:y                       | UNKNOWN           | UNKNOWN",
                })
        void decide_variableInAResource_resolvesIt(String resource, String allowed, String notResource) {
            assertThat(resource("Resource", resource)).isEqualTo(allowed);
            assertThat(resource("NotResource", resource)).isEqualTo(notResource);
        }
    }

    @Test
    void match_ofSeveralConditions_needsAll() {
        String both = "{'StringEquals': {'aws:one': '1', 'aws:star': '%s'}, 'Bool': {'aws:t': 'true'}}";
        RequestContext context = RequestContext.builder()
                .with("aws:one", "1")
                .with("aws:star", "*")
                .with("aws:t", "true")
                .build();
        assertThat(decide(identity(allWhen("Allow", both.formatted("*"))), request(USER, context)))
                .isEqualTo("ALLOW");
        assertThat(decide(identity(allWhen("Allow", both.formatted("x"))), request(USER, context)))
                .isEqualTo("IMPLICIT IDENTITY");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "StringEquals           | 'a'            | [a]  | AWS does not document this for the values [a]",
                "ForAllValues:StringEquals | 'a'         | []   | AWS does not document this for the values []",
                "ForAllValues:StringEquals | 'a'         | -    | AWS does not document this for \"\"",
                "StringEquals           | '${aws:nobody}' | x   | the variable ${aws:nobody} is not modelled",
                "StringEquals           | '${aws:many}'  | x    | the variable ${aws:many} has several values",
                "ForAnyValue:StringEquals | '${aws:x'    | [a;b] | a variable is malformed",
                "ArnLike                | 'arn:aws:s3:::${aws:nobody}' | arn:aws:s3:::b | the variable ${aws:nobody} is not modelled",
                "ArnNotLike             | 'x'            | y    | the value \"y\" or the policy's is not of the operator's type",
                "NumericNotEquals       | 1              | x    | the value \"x\" or the policy's is not of the operator's type",
                "ForAnyValue:Null       | true           | [a]  | AWS does not document this for the values [a]",
            })
    void explain_ofAnUnknownMatch_saysWhy(String operator, String values, String actual, String why) {
        PolicyDocument document =
                document(PolicyType.IDENTITY, allWhen("Allow", "{'" + operator + "': {'aws:K': " + values + "}}"));
        PolicySet policies = PolicySet.NONE.withIdentity(List.of(new AttachedPolicy("p", document)));
        Decision decision = PolicyEvaluator.decide(policies, request(USER, context(actual)));
        assertThat(((Decision.Unmodelled) decision).missing())
                .containsExactly("p, Statement[0]: " + operator + " on aws:K: " + why);
    }
}

package dev.partywall.policy;

import static dev.partywall.policy.PolicyLab.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.partywall.policy.ConditionValue.Kind;
import dev.partywall.policy.PrincipalElement.Named;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parsing: what is taken, with its places, and what is refused, with place and remedy. */
final class PolicyParserTest {

    /** The caret in a text marks where the refusal must point; it is removed before parsing. */
    private static void assertRefused(PolicyType type, String marked, String words) {
        String text = json(marked);
        int place = text.indexOf('^');
        assertThat(place).as("a caret in %s", marked).isNotNegative();
        String before = text.substring(0, place);
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        int column = place - (before.lastIndexOf('\n') + 1) + 1;
        var refusal = catchThrowableOfType(
                PolicySyntaxException.class, () -> PolicyDocument.parse(type, before + text.substring(place + 1)));
        assertThat(refusal).as("a refusal of %s", marked).isNotNull();
        assertThat(refusal).hasMessageContaining(words);
        assertThat(refusal.line() + ":" + refusal.column())
                .as(refusal.getMessage())
                .isEqualTo(line + ":" + column);
        assertThat(refusal).hasMessageStartingWith("line " + line + ", column " + column + ": ");
    }

    private static Statement statement(PolicyType type, String statement) {
        return PolicyDocument.parse(type, json("{'Statement': " + statement + "}"))
                .statements()
                .get(0);
    }

    @Nested
    final class Documents {

        @Test
        void parse_wholeDocument_losesNothing() {
            PolicyDocument document = PolicyDocument.parse(PolicyType.RESOURCE, json("""
                            {
                              'Version': '2012-10-17',
                              'Id': 'an id',
                              'Statement': [
                                {
                                  'Sid': 'one two',
                                  'Effect': 'Deny',
                                  'NotPrincipal': {'AWS': ['111122223333', '*'], 'Service': 's.amazonaws.com'},
                                  'NotAction': ['s3:*', 's3:Get?'],
                                  'NotResource': 'arn:aws:s3:::b/${aws:username}',
                                  'Condition': {
                                    'Bool': {'aws:SecureTransport': false},
                                    'NumericLessThan': {
                                      's3:max-keys': [1.50, -2, 3e4, '5']
                                    }
                                  }
                                }
                              ]
                            }
                            """));

            assertThat(document.type()).isEqualTo(PolicyType.RESOURCE);
            assertThat(document.version()).contains(PolicyVersion.V2012_10_17);
            assertThat(document.language()).isEqualTo(PolicyVersion.V2012_10_17);
            assertThat(document.id()).contains("an id");
            assertThat(document.statements())
                    .containsExactly(new Statement(
                            0,
                            Optional.of("one two"),
                            Effect.DENY,
                            Optional.of(new PrincipalElement(
                                    true,
                                    List.of(
                                            new Named(PrincipalElement.Kind.AWS, "111122223333"),
                                            new Named(PrincipalElement.Kind.AWS, "*"),
                                            new Named(PrincipalElement.Kind.SERVICE, "s.amazonaws.com")))),
                            new ActionElement(true, List.of("s3:*", "s3:Get?")),
                            Optional.of(new ResourceElement(true, List.of("arn:aws:s3:::b/${aws:username}"))),
                            List.of(
                                    new Condition(
                                            new ConditionOperator(
                                                    ConditionOperator.Quantifier.NONE,
                                                    ConditionOperator.Comparison.BOOL,
                                                    false),
                                            "aws:SecureTransport",
                                            List.of(new ConditionValue("false", Kind.BOOLEAN)),
                                            new SourceRange(12, 18, 12, 45)),
                                    new Condition(
                                            new ConditionOperator(
                                                    ConditionOperator.Quantifier.NONE,
                                                    ConditionOperator.Comparison.NUMERIC_LESS_THAN,
                                                    false),
                                            "s3:max-keys",
                                            List.of(
                                                    new ConditionValue("1.50", Kind.NUMBER),
                                                    new ConditionValue("-2", Kind.NUMBER),
                                                    new ConditionValue("3e4", Kind.NUMBER),
                                                    new ConditionValue("5", Kind.STRING)),
                                            new SourceRange(14, 11, 14, 45))),
                            new SourceRange(5, 5, 17, 5)));
        }

        @Test
        void parse_withoutVersion_speaksTheOldLanguage() {
            PolicyDocument document = PolicyDocument.parse(
                    PolicyType.IDENTITY, json("{'Statement':{'Effect':'Allow','Action':'*','Resource':'*'}}"));

            assertThat(document.version()).isEmpty();
            assertThat(document.language()).isEqualTo(PolicyVersion.V2008_10_17);
            assertThat(document.statements().get(0).effect()).isEqualTo(Effect.ALLOW);
            assertThat(document.statements().get(0).range()).isEqualTo(new SourceRange(1, 14, 1, 59));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "^[]                                        | JSON object",
                    "^'text'                                    | JSON object",
                    "^42                                        | JSON object",
                    "^                                          | ends too early",
                    "{^                                         | not JSON",
                    "{'Version': '2012-10-17', ^'Version': '2012-10-17'} | twice",
                    "^{}                                        | no Statement",
                    "^{'Version': '2012-10-17'}                 | no Statement",
                    "{^'version': '2012-10-17'}                 | write \"Version\"",
                    "{^'Foo': 1}                                | Version, Id, Statement",
                    "{'Version': ^'2012-10-18'}                 | write \"2012-10-17\"",
                    "{'Version': ^20121017}                     | must be a string",
                    "{'Version': ^null}                         | must be a string",
                    "{'Statement': ^[]}                         | empty list",
                    "{'Statement': ^'x'}                        | JSON object",
                    "{'Statement': [^[]]}                       | JSON object",
                    "{'Statement': ^null}                       | JSON object",
                    "{^'Id': 'x'}                               | Id stands in resource-based policies",
                    "{'a' ^1}                                   | not JSON",
                })
        void parse_brokenDocument_isRefusedAtThePlace(String marked, String words) {
            assertRefused(PolicyType.IDENTITY, marked == null ? "^" : marked, words);
        }

        @Test
        void parse_trailingContent_isRefused() {
            String whole = "{'Statement':{'Effect':'Allow','Action':'*','Resource':'*'}}";
            assertRefused(PolicyType.IDENTITY, whole + " ^{}", "something follows");
            assertRefused(PolicyType.IDENTITY, whole + "\n\n ^1", "something follows");
            assertThat(PolicyDocument.parse(PolicyType.IDENTITY, json(whole) + " \r\n\t ")
                            .statements())
                    .hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"\n", "\r", "\r\n"})
        void parse_anyLineEnd_countsLines(String end) {
            String text = json("{" + end + " 'Statement':" + end + end + "  [{}]}");

            var refusal = catchThrowableOfType(
                    PolicySyntaxException.class, () -> PolicyDocument.parse(PolicyType.IDENTITY, text));

            assertThat(refusal.line()).isEqualTo(4);
            assertThat(refusal.column()).isEqualTo(4);
        }

        @Test
        void parse_longDocument_keepsExactPlaces() {
            String one = "{'Effect': 'Allow', 'Action': 's3:Get*', 'Resource': '*'},\n";
            assertRefused(
                    PolicyType.IDENTITY,
                    "{'Statement': [\n" + one.repeat(5000) + "  {'Effect': ^'allow'}]}",
                    "write \"Allow\"");
        }

        @Test
        void parse_nestedDeeply_isRefusedWithoutOverflow() {
            String deep = "[".repeat(1_000_000);
            assertThat(catchThrowableOfType(
                            PolicySyntaxException.class,
                            () -> PolicyDocument.parse(PolicyType.IDENTITY, "{\"Statement\":" + deep)))
                    .isNotNull();
            assertThat(catchThrowableOfType(
                            PolicySyntaxException.class, () -> PolicyDocument.parse(PolicyType.IDENTITY, deep)))
                    .isNotNull();
        }
    }

    @Nested
    final class Texts {

        @ParameterizedTest
        @EnumSource(PolicyType.class)
        void parse_byteOrderMark_isRefused(PolicyType type) {
            assertRefused(type, "^\uFEFF{}", "byte order mark");
        }

        @ParameterizedTest
        @EnumSource(
                value = PolicyType.class,
                names = {"IDENTITY", "PERMISSIONS_BOUNDARY", "SESSION", "TRUST", "KEY"})
        void parse_characterThatIamDoesNotTake_isRefused(PolicyType type) {
            assertRefused(type, "{'Version': '^\u0100'}", "write \\u0100");
            assertRefused(type, "{'Version': '^\u0000'}", "U+0000");
            assertRefused(type, "{^\u001f}", "U+001F");
            assertRefused(type, "{'Version': ^'\u00ff'}", "there is no Version");
            assertRefused(type, "\t\r\n {'Version': ^' ~'}", "there is no Version");
        }

        @ParameterizedTest
        @EnumSource(
                value = PolicyType.class,
                names = {"SERVICE_CONTROL", "RESOURCE_CONTROL", "RESOURCE"})
        void parse_anyCharacterInOtherPolicies_isTaken(PolicyType type) {
            assertRefused(type, "{'Version': ^'\u6771\uD83D\uDE80'}", "there is no Version");
        }

        @Test
        void parse_nulOrHalfSurrogate_isRefused() {
            assertRefused(PolicyType.IDENTITY, "{'Version': ^'a\\u0000'}", "U+0000");
            assertRefused(PolicyType.IDENTITY, "{'Version': ^'a\\ud83d'}", "surrogate");
            assertRefused(PolicyType.IDENTITY, "{'Version': ^'\\ude80\\ud83d'}", "surrogate");
            assertRefused(PolicyType.IDENTITY, "{'Version': ^'\\ud83dx'}", "surrogate");
            // Newer JSON parsers refuse it themselves, and point elsewhere.
            assertThat(catchThrowableOfType(
                            PolicySyntaxException.class,
                            () -> PolicyDocument.parse(PolicyType.IDENTITY, json("{'\\ud83d': 1}"))))
                    .hasMessageContaining("surrogate");
            assertRefused(PolicyType.IDENTITY, "{'Version': ^'\\ud83d\\ude80'}", "there is no Version");
            assertRefused(PolicyType.RESOURCE, "{'Version': ^'\uD83D'}", "surrogate");
        }
    }

    @Nested
    final class Statements {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "^{'Action': '*', 'Resource': '*'}                                     | no Effect",
                    "^{'Effect': 'Allow', 'Resource': '*'}                                 | neither Action nor NotAction",
                    "^{'Effect': 'Allow', 'Action': '*'}                                   | neither Resource",
                    "{'Effect': ^'allow'}                                                  | write \"Allow\" or \"Deny\"",
                    "{'Effect': ^true}                                                     | must be a string",
                    "{'Effect': 'Allow', ^'Effect': 'Allow'}                               | twice",
                    "{^'effect': 'Allow'}                                                  | write \"Effect\"",
                    "{^'Actions': '*'}                                                     | Sid, Effect",
                    "{'Action': '*', ^'NotAction': '*'}                                    | both Action and NotAction",
                    "{'NotAction': '*', ^'Action': '*'}                                    | both Action and NotAction",
                    "{'Resource': '*', ^'NotResource': '*'}                                | both Resource and NotResource",
                    "{'Action': ^[]}                                                       | empty list",
                    "{'Action': ^1}                                                        | must be a string",
                    "{'Action': ['*', ^null]}                                              | must be a string",
                    "{'Action': ['*', ^['*']]}                                             | must be a string",
                    "{'Action': ^{}}                                                       | must be a string",
                    "{'Action': ^'GetObject'}                                              | service:Name",
                    "{'Action': ['s3:*', ^'s3']}                                           | service:Name",
                    "{'Action': ^'s3:'}                                                    | service:Name",
                    "{'Action': ^':Get'}                                                   | service:Name",
                    "{'Action': ^''}                                                       | service:Name",
                    "{'Action': ^'**'}                                                     | service:Name",
                    "{'Action': ^'*:Get'}                                                  | service:Name",
                    "{'Action': ^'s3:Get:Object'}                                          | one colon",
                    "{'Action': ^'s3:Get Object'}                                          | service:Name",
                    "{'Resource': ^[]}                                                     | empty list",
                    "{'Resource': ^'bucket'}                                               | an ARN",
                    "{'Resource': ^''}                                                     | an ARN",
                    "{'Resource': ^'**'}                                                   | an ARN",
                    "{'Resource': ^'ARN:aws:s3:::b'}                                       | an ARN",
                    "{'Resource': ^'arn:aws'}                                              | an ARN",
                    "{'Resource': ^'arn::s3:::b'}                                          | an ARN",
                    "{'Resource': ^'arn:aws:s3'}                                           | too short",
                    "{'Resource': ^'arn:aws:s3::'}                                         | too short",
                    "{'Resource': ^'arn:aws:s3:::'}                                        | too short",
                    "{'Resource': ^'arn:aws:s3::${aws:a:b:c}'}                             | too short",
                    "{'Resource': ^'arn:aws:*:::b'}                                        | name its service",
                    "{'Resource': ^'arn:aws:*'}                                            | name its service",
                    "{'Resource': ^'arn:aws::::b'}                                         | name its service",
                    "{'Sid': ^'with space'}                                                | letters and digits",
                    "{'Sid': ^7}                                                           | must be a string",
                    "{^'Principal': '*'}                                                   | no Principal",
                    "{^'NotPrincipal': '*'}                                                | no NotPrincipal",
                    "{'Condition': ^[]}                                                    | JSON object",
                    "{'Condition': ^null}                                                  | JSON object",
                    "{'Condition': {^'StringEqual': {}}}                                   | \"StringEquals\"",
                    "{'Condition': {^'stringequals': {}}}                                  | write \"StringEquals\"",
                    "{'Condition': {^'NullIfExists': {}}}                                  | write \"Null\"",
                    "{'Condition': {^'ForAllValues:NullIfExists': {}}}                     | write \"Null\"",
                    "{'Condition': {^'ForAllValue:StringEquals': {}}}                      | no condition operator",
                    "{'Condition': {^'StringEqualsIfexists': {}}}                          | write \"StringEqualsIfExists\"",
                    "{'Condition': {'Bool': ^{}}}                                          | must not be empty",
                    "{'Condition': {'Bool': ^'true'}}                                      | JSON object",
                    "{'Condition': {'Bool': {'aws:a': true}, ^'Bool': {'aws:b': true}}}    | twice",
                    "{'Condition': {'Bool': {'aws:a': true, ^'aws:a': true}}}              | twice",
                    "{'Condition': {'Bool': {'aws:a': ^[]}}}                               | empty list",
                    "{'Condition': {'Bool': {'aws:a': ^null}}}                             | a string, a number",
                    "{'Condition': {'Bool': {'aws:a': ^{}}}}                               | a string, a number",
                    "{'Condition': {'Bool': {'aws:a': [true, ^[]]}}}                       | a string, a number",
                    "{'Condition': {'Bool': {^'a': true}}}                                 | no condition key",
                    "{'Condition': {'Bool': {^':a': true}}}                                | no condition key",
                    "{'Condition': {'Bool': {^'aws:': true}}}                              | no condition key",
                })
        void parse_brokenIdentityStatement_isRefusedAtThePlace(String marked, String words) {
            assertRefused(PolicyType.IDENTITY, "{'Statement': " + marked + "}", words);
            assertRefused(PolicyType.SESSION, "{\n 'Statement':\n [\n  " + marked + "]}", words);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "RESOURCE | ^{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}   | no Principal",
                    "KEY      | ^{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}   | no Principal",
                    "TRUST    | ^{'Effect': 'Allow', 'Action': 'sts:*'}                | no Principal",
                    "RESOURCE_CONTROL | ^{'Effect': 'Deny', 'Action': '*', 'Resource': '*'} | no Principal",
                    "RESOURCE_CONTROL | {'Principal': ^{'AWS': '*'}}           | write \"Principal\": \"*\"",
                    "RESOURCE_CONTROL | {^'NotPrincipal': '*'}                 | no NotPrincipal",
                    "TRUST    | {^'NotPrincipal': '*'}                         | no NotPrincipal",
                    "KEY      | {^'NotPrincipal': '*'}                         | no NotPrincipal",
                    "SERVICE_CONTROL | {^'Principal': '*'}                     | no Principal",
                    "PERMISSIONS_BOUNDARY | {^'Principal': '*'}                | no Principal",
                    "TRUST    | {^'Resource': '*'}                             | has no Resource",
                    "TRUST    | {^'NotResource': '*'}                          | has no NotResource",
                    "TRUST    | {'Action': ^'s3:GetObject'}                    | actions of STS",
                    "TRUST    | {'Action': ^'*'}                               | actions of STS",
                    "TRUST    | {'Sid': ^'a b'}                                | letters and digits",
                    "KEY      | ^{'Effect': 'Allow', 'Principal': '*', 'Action': 'kms:*'} | neither Resource",
                    "RESOURCE | {'Effect': 'Allow', ^'NotPrincipal': '*', 'Action': '*', 'Resource': '*'} | does not go with Allow",
                    "RESOURCE | {'Principal': '*', ^'NotPrincipal': '*'}       | both Principal and NotPrincipal",
                    "RESOURCE | {'Principal': ^'111122223333'}                 | must be \"*\" or an object",
                    "RESOURCE | {'Principal': ^[]}                             | must be \"*\" or an object",
                    "RESOURCE | {'Principal': ^{}}                             | must not be empty",
                    "RESOURCE | {'Principal': {'AWS': ^[]}}                    | empty list",
                    "RESOURCE | {'Principal': {'AWS': ^111122223333}}          | must be a string",
                    "RESOURCE | {'Principal': {'AWS': '*', ^'AWS': '*'}}       | twice",
                    "RESOURCE | {'Principal': {^'aws': '*'}}                   | write \"AWS\"",
                    "RESOURCE | {'Principal': {^'User': '*'}}                  | AWS, Service, Federated, CanonicalUser",
                    "RESOURCE | {'Principal': {'AWS': ^'1111'}}                | names no principal",
                    "RESOURCE | {'Principal': {'AWS': ^'arn:aws:s3:::b'}}      | names no principal",
                    "RESOURCE | {'Principal': {'AWS': ^'arn:aws:iam::111122223333:user/*'}} | without wildcards",
                    "RESOURCE | {'Principal': {'AWS': ^'arn:aws:iam::111122223333:user/al?ce'}} | without wildcards",
                    "RESOURCE | {'Principal': {'AWS': ^''}}                    | names no principal",
                    "RESOURCE | {'Principal': {'Service': ^'*'}}               | names no principal",
                    "RESOURCE | {'Principal': {'Federated': ^''}}              | names no principal",
                })
        void parse_brokenStatementOfOtherTypes_isRefusedAtThePlace(PolicyType type, String marked, String words) {
            assertRefused(type, "{'Statement': [" + marked + "]}", words);
        }

        @Test
        void parse_duplicateSid_isRefused() {
            String one = "{'Sid': 'a', 'Effect': 'Allow', 'Action': '*', 'Resource': '*'}";
            assertRefused(PolicyType.IDENTITY, "{'Statement': [" + one + ", {'Sid': ^'a'}]}", "give each its own");
            String empty = one.replace("'a'", "''");
            PolicyDocument unnamed =
                    PolicyDocument.parse(PolicyType.IDENTITY, json("{'Statement': [" + empty + "," + empty + "]}"));
            assertThat(unnamed.statements())
                    .extracting(Statement::name)
                    .containsExactly("Statement[0]", "Statement[1]");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "*",
                    "arn:aws:s3:::bucket/*",
                    "arn:aws-cn:dynamodb:*:111122223333:table/t*",
                    "arn:*:s3:::b",
                    "arn:aws:sqs:*",
                    "arn:aws:sqs:us-east-1:*",
                    "arn:aws:logs:us-east-1:1:log-group:a:b",
                    "arn:aws:s3:::${aws:PrincipalTag/Tenant:Id, 'none'}/*"
                })
        void parse_resource_isTaken(String resource) {
            Statement statement = statement(
                    PolicyType.IDENTITY,
                    "{'Effect': 'Allow', 'Action': 'a4b:B-*?', 'Resource': ['" + resource.replace("'", "\\u0027")
                            + "']}");

            assertThat(statement.resource().orElseThrow().patterns()).containsExactly(resource);
            assertThat(statement.resource().orElseThrow().negated()).isFalse();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "111122223333",
                    "*",
                    "arn:aws:iam::111122223333:root",
                    "arn:aws-us-gov:iam::111122223333:role/a/b",
                    "arn:aws:sts::111122223333:assumed-role/r/s",
                    "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1",
                    "AROAABCDEFGHIJKLMNOP"
                })
        void parse_awsPrincipal_isTaken(String principal) {
            Statement statement = statement(
                    PolicyType.KEY,
                    "{'Sid': 'Enable IAM', 'Effect': 'Allow', 'Principal': {'AWS': '" + principal
                            + "'}, 'Action': 'kms:*', 'Resource': '*'}");

            assertThat(statement.principal().orElseThrow().principals())
                    .containsExactly(new Named(PrincipalElement.Kind.AWS, principal));
            assertThat(statement.name()).isEqualTo("Enable IAM");
        }

        @Test
        void parse_trustPolicy_needsNoResource() {
            Statement statement = statement(
                    PolicyType.TRUST,
                    "{'Effect': 'Allow', 'Principal': {'Federated': 'accounts.google.com', 'CanonicalUser': 'abc'},"
                            + " 'Action': ['sts:AssumeRole', 'STS:tagSession']}");

            assertThat(statement.resource()).isEmpty();
            assertThat(statement.principal().orElseThrow().principals())
                    .containsExactly(
                            new Named(PrincipalElement.Kind.FEDERATED, "accounts.google.com"),
                            new Named(PrincipalElement.Kind.CANONICAL_USER, "abc"));
        }

        @Test
        void parse_everyOperator_isTakenAndWrittenAlike() {
            for (var quantifier : ConditionOperator.Quantifier.values()) {
                for (var comparison : ConditionOperator.Comparison.values()) {
                    for (boolean ifExists : new boolean[] {true, false}) {
                        var operator = new ConditionOperator(quantifier, comparison, ifExists);
                        if (!ifExists || comparison != ConditionOperator.Comparison.NULL) {
                            Statement statement = statement(
                                    PolicyType.IDENTITY,
                                    PolicyLab.allWhen("Allow", "{'" + operator + "': {'aws:a': 'true'}}"));
                            assertThat(statement.conditions().get(0).operator()).isEqualTo(operator);
                        }
                    }
                }
            }
        }

        @Test
        void parse_emptyCondition_isNone() {
            assertThat(statement(PolicyType.IDENTITY, PolicyLab.allWhen("Allow", "{}"))
                            .conditions())
                    .isEmpty();
        }
    }
}

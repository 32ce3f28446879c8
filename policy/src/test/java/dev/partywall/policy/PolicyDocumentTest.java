package dev.partywall.policy;

import static dev.partywall.policy.PolicyLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicyDocumentTest {

    @Test
    void toJson_isInAFixedOrderAndAscii() {
        PolicyDocument document = PolicyDocument.parse(
                PolicyType.KEY,
                json(
                        "{'Statement':{'Condition':{'Bool':{'aws:x':[true,'é']}},'Resource':['*'],'Action':['kms:a','kms:b'],"
                                + "'Principal':{'Service':'s','AWS':['*']},'Effect':'Deny','Sid':'S'},'Id':'i','Version':'2012-10-17'}"));

        assertThat(document.toJson()).isEqualTo(json("""
                                {
                                  'Version': '2012-10-17',
                                  'Id': 'i',
                                  'Statement': [
                                    {
                                      'Sid': 'S',
                                      'Effect': 'Deny',
                                      'Principal': {
                                        'Service': 's',
                                        'AWS': '*'
                                      },
                                      'Action': [
                                        'kms:a',
                                        'kms:b'
                                      ],
                                      'Resource': '*',
                                      'Condition': {
                                        'Bool': {
                                          'aws:x': [
                                            true,
                                            '\\u00E9'
                                          ]
                                        }
                                      }
                                    }
                                  ]
                                }""").replace("\r", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "2008-10-17 | 'Action': '*', 'Resource': 'arn:aws:s3:::${aws:a}'     | without Version 2012-10-17",
                "2008-10-17 | 'Action': '*', 'Resource': '*', 'Condition': {'StringLike': {'aws:b': '${aws:a}'}} | without Version",
                "2012-10-17 | 'Action': '*', 'Resource': 'arn:aws:s3:::${aws:a}'     |",
                "2012-10-17 | 'Action': '*', 'Resource': 'arn:aws:s3:::${aws:a'      | malformed",
                "2012-10-17 | 'Action': '*', 'Resource': 'arn:aws:s3::${aws:a}:b'    | fifth colon",
                "2012-10-17 | 'Action': 's3:${x}', 'Resource': '*'                   | Action takes no variables",
                "2012-10-17 | 'Action': '*', 'Resource': '*', 'Condition': {'Null': {'aws:b': '${aws:a}'}} | Null takes no variables",
                "2012-10-17 | 'Action': '*', 'Resource': '*', 'Condition': {'BoolIfExists': {'aws:b': ['x', '${aws:a}']}} | BoolIfExists takes",
                "2012-10-17 | 'Action': '*', 'Resource': '*', 'Condition': {'ArnLike': {'aws:b': '${aws:a}'}} |",
                "2012-10-17 | 'Action': '*', 'Resource': '*', 'Condition': {'StringEquals': {'aws:b': '$ {aws:a}'}} |",
                "2012-10-17 | 'Principal': {'AWS': 'arn:aws:iam::${x}:root'}, 'Action': '*', 'Resource': '*' | Principal takes",
            })
    void warnings_ofVariablesThatAreNone_nameThem(String version, String elements, @Nullable String expected) {
        PolicyType type = elements.contains("Principal") ? PolicyType.RESOURCE : PolicyType.IDENTITY;
        String text = "{'Version': '" + version + "','Statement': {'Effect': 'Allow', " + elements + "}}";
        PolicyDocument document = PolicyDocument.parse(type, json(text));
        List<String> warnings =
                document.warnings().stream().map(PolicyWarning::message).toList();
        if (expected == null) {
            assertThat(warnings).isEmpty();
        } else {
            assertThat(warnings).singleElement().asString().contains(expected);
        }
    }

    @Test
    void warnings_haveThePlaceOfStatementOrCondition() {
        PolicyDocument document = PolicyDocument.parse(
                PolicyType.IDENTITY,
                json("{'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:aws:s3:::${a:b}',\n"
                        + "'Condition': {'StringLike': {'aws:b': ['x', '${aws:a}']}}}}"));

        assertThat(document.warnings())
                .extracting(PolicyWarning::range)
                .containsExactly(
                        document.statements().get(0).range(),
                        document.statements().get(0).conditions().get(0).range());
        assertThat(document.warnings().get(1).range()).isEqualTo(new SourceRange(2, 30, 2, 55));
    }
}

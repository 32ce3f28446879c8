package dev.partywall.abac.lint;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Policies in text files: sections that begin with {@code #}, statements, and abbreviations in angle brackets. */
final class PolicyTexts {

    private static final Map<String, String> STATEMENTS = Map.of(
            "<own rows>", """
                    {"Sid": "Rows", "Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:Query"], "Resource": "<table>", "Condition": {
                      "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "<tenant>"}, "Null": {"dynamodb:LeadingKeys": "false"}}}""",
            "<own docs>", """
                    {"Sid": "Docs", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::docs/<tenant>/*"}""",
            "<own data>", """
                    {"Sid": "Data", "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": {
                      "StringEquals": {"kms:EncryptionContext:tenant": "<tenant>"},
                      "ForAllValues:StringEquals": {"kms:EncryptionContextKeys": ["tenant"]}}}""",
            "<own queues>", """
                    {"Sid": "Queues", "Effect": "Allow", "Action": "sqs:ReceiveMessage", "Resource": "*",
                     "Condition": {"StringEquals": {"aws:ResourceTag/TenantId": "<tenant>"}}}""",
            "<own secrets>", """
                    {"Sid": "Secrets", "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*",
                     "Condition": {"StringEquals": {"aws:ResourceTag/TenantId": "<tenant>"}}}""",
            "<trust>", """
                    {"Sid": "Trust", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/front"},
                     "Action": ["sts:AssumeRole", "sts:TagSession"], "Condition": {
                      "StringLike": {"aws:RequestTag/TenantId": "?*"}, "ForAllValues:StringEquals": {"aws:TagKeys": ["TenantId"]}}}""",
            "<tenants only>", """
                    {"Sid": "TenantsOnly", "Effect": "Deny", "Action": "*", "Resource": "*",
                     "Condition": {"Null": {"aws:PrincipalTag/TenantId": "true"}}}""");

    private static final Map<String, String> WORDS = Map.of(
            "<table>", "arn:aws:dynamodb:us-east-1:111122223333:table/orders",
            "<key>", "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            "<tenant>", "${aws:PrincipalTag/TenantId}");

    private PolicyTexts() {}

    /** The sections of a file: headline, then lines. */
    static Stream<List<String>> sections(String file) {
        return Arrays.stream(read(file).split("(?m)^# "))
                .filter(text -> !text.isBlank())
                .map(text -> text.strip().lines().toList());
    }

    /** Statements, or a whole document, without abbreviations. */
    static String policy(List<String> lines) {
        String text = String.join("\n", lines);
        for (Map<String, String> words : List.of(STATEMENTS, WORDS)) {
            for (var word : words.entrySet()) {
                text = text.replace(word.getKey(), word.getValue());
            }
        }
        boolean whole = text.startsWith("{\"Version\"") || text.startsWith("{\"Statement\"");
        return whole ? text : "{\"Version\": \"2012-10-17\", \"Statement\": [\n" + text + "\n]}";
    }

    /** A file beside this class. */
    static String read(String file) {
        try (InputStream in = requireNonNull(PolicyTexts.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

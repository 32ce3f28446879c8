package dev.partywall.examples.records;

import dev.partywall.core.TenantId;
import dev.partywall.examples.records.report.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sts.model.Tag;

/** Ways past the keyring, for code that runs for a tenant: what it asks of AWS about another tenant. */
enum Detour {
    /** Asks for the record itself, under its own session. */
    READ("Read others' records in its own session", Refusal.IAM) {
        @Override
        void take(AwsConnection aws, Settings settings, StoredRecord victim) {
            new RecordsTable(settings.table(), aws.tenants().dynamoDb()).read(victim.tenant(), List.of(victim.id()));
        }
    },
    /** Puts a record in the other's partition; the one that is there already, so that nothing is lost. */
    WRITE("Overwrite others' records in its own session", Refusal.IAM) {
        @Override
        void take(AwsConnection aws, Settings settings, StoredRecord victim) {
            new RecordsTable(settings.table(), aws.tenants().dynamoDb()).write(List.of(victim));
        }
    },
    /** Reads everybody's records at once. */
    SCAN("Scan the table in its own session", Refusal.IAM) {
        @Override
        void take(AwsConnection aws, Settings settings, StoredRecord victim) {
            new RecordsTable(settings.table(), aws.tenants().dynamoDb()).pages().next();
        }
    },
    /** Reads the wrapped branch key. */
    BRANCH_KEY_ROW("Read others' branch keys in its own session", Refusal.IAM) {
        @Override
        void take(AwsConnection aws, Settings settings, StoredRecord victim) {
            aws.tenants()
                    .dynamoDb()
                    .getItem(get -> get.tableName(settings.keyStore()).key(activeRow(victim.tenant())));
        }
    },
    /** Has the wrapped branch key already, and KMS to unwrap it: what the keyring does behind its check of the tenant. */
    UNWRAP("Unwrap others' branch keys past the keyring", Refusal.IAM) {
        @Override
        void take(AwsConnection aws, Settings settings, StoredRecord victim) {
            Map<String, AttributeValue> row = aws.operator()
                    .dynamoDb()
                    .getItem(get -> get.tableName(settings.keyStore()).key(activeRow(victim.tenant())))
                    .item();
            Map<String, String> context = new HashMap<>();
            row.forEach((name, value) -> context.put(name, value.s() == null ? value.n() : value.s()));
            context.remove("enc");
            context.put("tablename", settings.keyStore());
            aws.tenants()
                    .kms()
                    .decrypt(decrypt -> decrypt.keyId(aws.rootKeyArn())
                            .ciphertextBlob(
                                    Objects.requireNonNull(row.get("enc")).b())
                            .encryptionContext(context));
        }
    },
    /** Goes on from its own session to one with the other's tag. */
    OTHER_TAG("Start a session with another's tag", Refusal.IAM) {
        @Override
        void take(AwsConnection aws, Settings settings, StoredRecord victim) {
            aws.tenantSts()
                    .assumeRole(assume -> assume.roleArn(aws.tenantRoleArn())
                            .roleSessionName("detour")
                            .tags(Tag.builder()
                                    .key("TenantId")
                                    .value(victim.tenant().value())
                                    .build()));
        }
    },
    /** Uses a client that somebody forgot to scope, and which may read everything. */
    UNSCOPED("Read others' records by an unscoped client", Refusal.UNSCOPED) {
        @Override
        void take(AwsConnection aws, Settings settings, StoredRecord victim) {
            new RecordsTable(settings.table(), aws.unscoped()).read(victim.tenant(), List.of(victim.id()));
        }
    };

    private final String step;
    private final String stop;

    Detour(String step, String stop) {
        this.step = step;
        this.stop = stop;
    }

    String step() {
        return step;
    }

    /** The code of the refusal that must come: another one would leave this one untried. */
    String stop() {
        return stop;
    }

    /** Goes there for the bound tenant. Returns if nobody stopped it. */
    abstract void take(AwsConnection aws, Settings settings, StoredRecord victim);

    private static Map<String, AttributeValue> activeRow(TenantId tenant) {
        return Map.of(
                "branch-key-id", AttributeValue.fromS(tenant.value()), "type", AttributeValue.fromS("branch:ACTIVE"));
    }
}

package dev.partywall.abac.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.abac.AccessLevel;
import dev.partywall.abac.BranchKeyStore;
import dev.partywall.abac.InvalidPolicySettingException;
import dev.partywall.abac.KeyPersonas;
import dev.partywall.abac.PolicyTooLargeException;
import dev.partywall.abac.TenantAccess;
import dev.partywall.abac.TenantPolicies;
import dev.partywall.abac.TenantPolicy;
import dev.partywall.abac.TenantTable;
import dev.partywall.abac.TenantTrust;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that cannot work, or would let tenants reach each other. */
final class SettingsTest {

    private static final String ACCOUNT = "us-east-1:111122223333:";
    private static final String TABLE = "arn:aws:dynamodb:" + ACCOUNT + "table/invoices";
    private static final String KEY = "arn:aws:kms:" + ACCOUNT + "key/0d990263-018e-4e65-a703-eff731de951e";
    private static final String SQS = "arn:aws:sqs:" + ACCOUNT;
    private static final String ROLE = "arn:aws:iam::111122223333:role/app";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "invoices",
                "arn:aws:dynamodb:*:111122223333:table/invoices",
                "arn:aws:dynamodb:us-east-1:*:table/invoices",
                "arn:aws:dynamodb:us-east-1::table/invoices",
                "arn:aws:dynamodb::111122223333:table/invoices",
                "arn:aws:dynamodb:us-east-1:111122223333:table/*",
                "arn:aws:dynamodb:us-east-1:111122223333:table/invoices/index/by-date",
                "arn:aws:dynamodb:us-east-1:111122223333:table/${aws:username}",
                "arn:aws:s3:us-east-1:111122223333:table/invoices",
                "arn:AWS:dynamodb:us-east-1:111122223333:table/invoices",
                "arn:aws:dynamodb:us-east-1:11112222333:table/invoices",
                "arn:aws:dynamodb:us-east-1:111122223333:",
                ""
            })
    void table_thatIsNotOneTable_isRefused(String arn) {
        assertRefused(() -> TenantTable.of(arn, AccessLevel.READ), "table");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tenant",
                "{tenant}*",
                "{tenant}-*",
                "{tenant}2",
                "{tenant}_orders",
                "{tenant}#{tenant}",
                "*{tenant}",
                "{tenant}#?",
                "{tenant}#*#*",
                "${aws:PrincipalTag/TenantId}",
                "\u00e9{tenant}",
                "a\"{tenant}",
                ""
            })
    void leadingKey_thatDoesNotTellTenantsApart_isRefused(String form) {
        assertRefused(() -> TenantTable.of(TABLE, AccessLevel.READ).withLeadingKey(form), "leadingKey");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{tenant}",
                "TENANT#{tenant}",
                "{tenant}#*",
                "T#{tenant}#orders",
                "T#{tenant}#orders#*",
                "a b {tenant}"
            })
    void leadingKey_thatTellsTenantsApart_isTaken(String form) {
        assertThat(TenantTable.of(TABLE, AccessLevel.READ).withLeadingKey(form).leadingKey())
                .isEqualTo(form);
    }

    static Stream<Consumer<TenantAccess.Builder>> unsound() {
        String bus = "arn:aws:events:" + ACCOUNT + "event-bus/";
        String secret = "arn:aws:secretsmanager:" + ACCOUNT + "secret:";
        return Stream.of(
                b -> b.objects("arn:aws:s3:::documents/{tenant}*", AccessLevel.READ),
                b -> b.objects("arn:aws:s3:::documents/{tenant}", AccessLevel.READ),
                b -> b.objects("arn:aws:s3:::documents/{tenant}/a", AccessLevel.READ),
                b -> b.objects("arn:aws:s3:::documents/*", AccessLevel.READ),
                b -> b.objects("arn:aws:s3:::documents", AccessLevel.READ),
                b -> b.objects("arn:aws:s3:::{tenant}/{tenant}/*", AccessLevel.READ),
                b -> b.objects("arn:aws:s3:::docu*/{tenant}/*", AccessLevel.READ),
                b -> b.key("arn:aws:kms:" + ACCOUNT + "alias/app", AccessLevel.READ, "tenant"),
                b -> b.key("arn:aws:kms:" + ACCOUNT + "key/*", AccessLevel.READ, "tenant"),
                b -> b.key(KEY, AccessLevel.READ, "ten*"),
                b -> b.key(KEY, AccessLevel.READ, "tenant", "${x}"),
                b -> b.key(KEY, AccessLevel.READ, "tenant", "Tenant"),
                b -> b.key(KEY, AccessLevel.READ, "tenant", "owner").key(KEY, AccessLevel.READ, "owner"),
                b -> b.secrets(secret + "db-{tenant}", AccessLevel.READ),
                b -> b.secrets(secret + "{tenant}-*", AccessLevel.READ),
                b -> b.queues(SQS + "orders", AccessLevel.READ),
                b -> b.queues(SQS + "orders-{tenant}*", AccessLevel.READ),
                b -> b.queues(SQS + "orders-{tenant}-dead", AccessLevel.READ),
                b -> b.queues(SQS + "orders-{tenant}.fifo*", AccessLevel.READ),
                b -> b.queues("arn:aws:sqs:us-east-1:*:orders-{tenant}", AccessLevel.READ),
                b -> b.topics("arn:aws:sns:" + ACCOUNT + "orders/{tenant}"),
                b -> b.eventBuses(bus + "{tenant}/*"),
                b -> b.eventBuses("arn:aws:events:" + ACCOUNT + "rule/{tenant}"),
                b -> b.events(bus + "*", "com.example.{tenant}"),
                b -> b.events(bus + "shared", "com.example"),
                b -> b.events(bus + "shared", "{tenant}.*"));
    }

    @ParameterizedTest
    @MethodSource("unsound")
    void access_thatIsNotSound_isRefused(Consumer<TenantAccess.Builder> call) {
        assertThatThrownBy(() -> call.accept(TenantAccess.builder())).isInstanceOf(InvalidPolicySettingException.class);
    }

    static Stream<List<Consumer<TenantAccess.Builder>>> confusable() {
        String bus = "arn:aws:events:" + ACCOUNT + "event-bus/";
        TenantTable table = TenantTable.of(TABLE, AccessLevel.READ);
        return Stream.of(
                List.of(
                        b -> b.queues(SQS + "orders-{tenant}", AccessLevel.READ),
                        b -> b.queues(SQS + "orders-dead-{tenant}", AccessLevel.READ)),
                List.of(
                        b -> b.queues(SQS + "{tenant}", AccessLevel.READ),
                        b -> b.queues(SQS + "orders-{tenant}.fifo", AccessLevel.READ),
                        b -> b.queues(SQS + "{tenant}.fifo", AccessLevel.READ)),
                List.of(
                        b -> b.objects("arn:aws:s3:::documents/{tenant}/*", AccessLevel.READ),
                        b -> b.objects("arn:aws:s3:::documents/tenants/{tenant}/*", AccessLevel.READ)),
                List.of(b -> b.table(table), b -> b.table(table.withLeadingKey("T{tenant}"))),
                List.of(
                        b -> b.table(table.withLeadingKey("{tenant}#*")),
                        b -> b.table(table.withLeadingKey("T#{tenant}"))),
                List.of(b -> b.table(table), b -> b.keyStore(BranchKeyStore.of(TABLE, "keys", KEY))),
                List.of(
                        b -> b.key(KEY, AccessLevel.READ, "tenant"),
                        b -> b.keyStore(BranchKeyStore.of(TABLE, "keys", KEY))),
                List.of(b -> b.eventBuses(bus + "{tenant}"), b -> b.events(bus + "shared", "a.{tenant}")),
                List.of());
    }

    @ParameterizedTest
    @MethodSource("confusable")
    void access_inWhichTenantsCanBeConfused_isRefused(List<Consumer<TenantAccess.Builder>> calls) {
        TenantAccess.Builder builder = TenantAccess.builder();
        calls.forEach(call -> call.accept(builder));
        assertThatThrownBy(builder::build).isInstanceOf(InvalidPolicySettingException.class);
    }

    @Test
    void access_ofFormsThatCannotBeConfused_isTaken() {
        TenantTable table = TenantTable.of(TABLE, AccessLevel.READ);
        TenantAccess.Builder builder = TenantAccess.builder()
                .table(table)
                .table(table.withLeadingKey("#T{tenant}"))
                .table(table.withLeadingKey("{tenant}#*"))
                .queues(SQS + "orders-{tenant}", AccessLevel.READ)
                .queues(SQS + "orders-{tenant}.fifo", AccessLevel.READ)
                .queues(SQS + "dead-orders-{tenant}", AccessLevel.READ);
        assertThatCode(builder::build).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "aws:tenant", "AWS:Tenant", "Tenant/Id", "Tenant*", "${x}", "Tenant Id"})
    void tenantTag_thatAPolicyCannotName_isRefused(String tag) {
        assertRefused(() -> TenantPolicies.forTag(tag), "tenantTag");
    }

    @Test
    void tenantTag_ofAnotherName_isTheVariable() {
        TenantAccess access =
                TenantAccess.builder().table(TABLE, AccessLevel.READ).build();
        assertThat(TenantPolicies.forTag("tenant_id").identityPolicy(access).toJson())
                .contains("\"dynamodb:LeadingKeys\": \"${aws:PrincipalTag/tenant_id}\"")
                .contains("\"aws:PrincipalTag/tenant_id\": \"true\"")
                .doesNotContain("TenantId");
    }

    static Stream<ThrowingCallable> unsoundTrust() {
        return Stream.of(
                () -> TenantTrust.builder().build(),
                () -> TenantTrust.builder().role("arn:aws:sts::111122223333:assumed-role/app/s"),
                () -> TenantTrust.builder().role("arn:aws:iam::111122223333:root"),
                () -> TenantTrust.builder().role("*"),
                () -> TenantTrust.builder().role("arn:aws:iam::111122223333:role/*"),
                () -> TenantTrust.builder().externalId("x"),
                () -> TenantTrust.builder().externalId("${aws:username}"),
                () -> TenantTrust.builder().otherTags("Tier*"),
                () -> TenantPolicies.create()
                        .trustPolicy(TenantTrust.builder()
                                .role(ROLE)
                                .otherTags("tenantid")
                                .build()),
                () -> TenantTrust.builder().webIdentity("arn:aws:iam::111122223333:oidc-provider/a.example"),
                () -> TenantTrust.builder().webIdentity("arn:aws:iam::111122223333:saml-provider/a", "b"),
                () -> TenantTrust.builder().webIdentity("arn:aws:iam::111122223333:oidc-provider/a.example", "*"));
    }

    @ParameterizedTest
    @MethodSource("unsoundTrust")
    void trust_thatIsNotSound_isRefused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(InvalidPolicySettingException.class);
    }

    @Test
    void role_withTwoParts_isRefused() {
        assertRefused(() -> new KeyPersonas(List.of(ROLE), List.of(ROLE), List.of(), List.of()), "personas");
        assertRefused(() -> new KeyPersonas(List.of(ROLE), List.of(), List.of(), List.of()), "tenantServices");
        assertRefused(
                () -> new KeyPersonas(List.of(), List.of(ROLE), List.of("arn:aws:iam::111122223333:user/a"), List.of()),
                "keyStoreAdministrators");
    }

    @Test
    void index_ofATableThatIsOnlyWritten_isRefused() {
        assertRefused(() -> TenantTable.of(TABLE, AccessLevel.WRITE).withIndexes("by-date"), "indexes");
        assertRefused(() -> TenantTable.of(TABLE, AccessLevel.READ).withIndexes("*"), "indexes");
    }

    @Test
    void identityPolicy_overTheLimit_namesTheFigureAndTheWayOut() {
        TenantAccess access = manyTables(120);
        assertThatThrownBy(() -> TenantPolicies.create().identityPolicy(access))
                .isInstanceOfSatisfying(PolicyTooLargeException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.POLICY_TOO_LARGE);
                    assertThat(failure.limit()).isEqualTo(6_144);
                    assertThat(failure.size()).isGreaterThan(6_144);
                    assertThat(failure)
                            .hasMessageContaining("6144")
                            .hasMessageContaining(Integer.toString(failure.size()))
                            .hasMessageContaining("identityPolicies");
                });
    }

    @Test
    void identityPolicies_ofMany_eachFitAndHaveTheGuards() {
        List<TenantPolicy> parts = TenantPolicies.create().identityPolicies(manyQueues(150));
        assertThat(parts)
                .hasSizeGreaterThan(1)
                .allSatisfy(part -> assertThat(part.toJson()).contains("DenyWithoutTenant", "DenyMalformedTenant"));
    }

    @Test
    void sessionPolicy_overTheLimit_isRefused() {
        assertThatThrownBy(() -> TenantPolicies.create().sessionPolicy(manyTables(40), TenantId.of("acme")))
                .isInstanceOfSatisfying(
                        PolicyTooLargeException.class,
                        failure -> assertThat(failure.limit()).isEqualTo(2_048));
    }

    private static TenantAccess manyTables(int count) {
        TenantAccess.Builder builder = TenantAccess.builder();
        for (int i = 0; i < count; i++) {
            builder.table(TABLE + i, AccessLevel.READ_WRITE);
        }
        return builder.build();
    }

    private static TenantAccess manyQueues(int count) {
        TenantAccess.Builder builder = TenantAccess.builder();
        for (int i = 0; i < count; i++) {
            builder.queues(SQS + "queue" + i + "-{tenant}", AccessLevel.READ);
        }
        return builder.build();
    }

    private static void assertRefused(ThrowingCallable call, String setting) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidPolicySettingException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_POLICY_SETTING))
                .hasMessageStartingWith("Setting '" + setting + "': ");
    }
}

package dev.partywall.abac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.partywall.core.ErrorCode;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;

final class CredentialSettingsTest {

    private static final String ROLE = "arn:aws:iam::111122223333:role/tenants";

    private static StsClient sts;

    @BeforeAll
    static void start() {
        sts = StsClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build();
    }

    @AfterAll
    static void stop() {
        sts.close();
    }

    private static TenantCredentials.Builder shared() {
        return TenantCredentials.builder().sts(sts).role(ROLE);
    }

    private static TenantCredentials.Builder own() {
        return TenantCredentials.builder().sts(sts).roles(tenant -> ROLE);
    }

    private static Arguments row(String setting, Consumer<TenantCredentials.Builder> change) {
        return Arguments.of(setting, change);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                row("role", b -> b.role(ROLE)),
                row("roles", b -> b.roles(tenant -> ROLE)),
                row("tenantTag", b -> b.tenantTag("")),
                row("tenantTag", b -> b.tenantTag("x".repeat(129))),
                row("tenantTag", b -> b.tenantTag("aws:TenantId")),
                row("tenantTag", b -> b.tenantTag("AWS:TenantId")),
                row("tenantTag", b -> b.tenantTag("Tenant*")),
                row("tenantTag", b -> b.tenantTag("Tenant\nId")),
                row("attributeTag", b -> b.attributeTag("tier", "aws:tier")),
                row("attributeTag", b -> b.attributeTag("tier", "")),
                row("attributeTag", b -> b.attributeTag("tier", "TenantId")),
                row("attributeTag", b -> b.attributeTag("tier", "tenantid")),
                row("attributeTag", b -> b.attributeTag("tier", "Tier").attributeTag("level", "TIER")),
                row("attributeTag", b -> b.attributeTag("tier", "Tier").attributeTag("tier", "Level")),
                row("attributeTag", b -> b.attributeTag("tier", "CustomerId").tenantTag("customerID")),
                row("transitiveTags", b -> b.transitiveTags("Tier")),
                row("transitiveTags", b -> b.transitiveTags("tenantid")),
                row("transitiveTags", b -> b.transitiveTags("TenantId", "TenantId")),
                row("transitiveTags", b -> b.tenantTag("CustomerId").transitiveTags("TenantId")),
                row("withoutSessionTags", b -> b.withoutSessionTags()),
                row("externalId", b -> b.externalId("")),
                row("externalId", b -> b.externalId("x")),
                row("externalId", b -> b.externalId("x".repeat(1_225))),
                row("externalId", b -> b.externalId("a b")),
                row("externalId", b -> b.externalId("ab").webIdentity(tenant -> "")),
                row("transitiveTags", b -> b.transitiveTags("TenantId").webIdentity(tenant -> "")),
                row("sourceIdentityFromActor", b -> b.sourceIdentityFromActor().webIdentity(tenant -> "")),
                row("sessionPolicy", b -> b.sessionPolicy("")),
                row("sessionPolicy", b -> b.sessionPolicy("{}")),
                row("sessionPolicy", b -> b.sessionPolicy("{\"Version\": \"2012-10-17\", \"Statement\": [7]}")),
                row("sessionPolicy", b -> b.sessionPolicy(ScopedLab.POLICY + " ".repeat(2_048))),
                row("duration", b -> b.duration(Duration.ofMinutes(15).minusSeconds(1))),
                row("duration", b -> b.duration(Duration.ofHours(12).plusSeconds(1))),
                row("duration", b -> b.duration(Duration.ofHours(1).plusMillis(1))),
                row("duration", b -> b.duration(Duration.ofSeconds(Long.MAX_VALUE))),
                row("duration", b -> b.duration(Duration.ofHours(-1))),
                row("expiryMargin", b -> b.expiryMargin(Duration.ofMillis(999))),
                row("expiryMargin", b -> b.expiryMargin(Duration.ofMinutes(5).plusNanos(1))),
                row("failureBackoff", b -> b.failureBackoff(Duration.ofNanos(-1))),
                row(
                        "failureBackoff",
                        b -> b.failureBackoff(Duration.ofMinutes(1).plusNanos(1))),
                row("loadTimeout", b -> b.loadTimeout(Duration.ofMillis(99))),
                row("loadTimeout", b -> b.loadTimeout(Duration.ofMinutes(5).plusNanos(1))),
                row("loadTimeout", b -> b.loadTimeout(Duration.ZERO)),
                row("maximumSessions", b -> b.maximumSessions(0)),
                row("maximumSessions", b -> b.maximumSessions(-1)),
                row("assumeRoleRate", b -> b.assumeRoleRate(0)),
                row("assumeRoleRate", b -> b.assumeRoleRate(100_001)));
    }

    @ParameterizedTest
    @MethodSource
    void refused(String setting, Consumer<TenantCredentials.Builder> change) {
        TenantCredentials.Builder builder = shared();
        assertRefused(setting, () -> {
            change.accept(builder);
            builder.build().close();
        });
    }

    private static void assertRefused(String setting, Runnable building) {
        assertThatExceptionOfType(InvalidCredentialSettingException.class)
                .isThrownBy(building::run)
                .withMessageContaining("'" + setting + "'")
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_CREDENTIAL_SETTING);
                    assertThat(refused.isRetryable()).isFalse();
                    assertThat(refused.tenant()).isEmpty();
                });
    }

    static Stream<Arguments> refusedWithRolesOfTheirOwn() {
        return Stream.of(
                row("role", b -> b.role(ROLE)),
                row("roles", b -> b.roles(tenant -> ROLE)),
                row("withoutSessionTags", b -> b.withoutSessionTags().tenantTag("TenantId")),
                row("withoutSessionTags", b -> b.withoutSessionTags().attributeTag("tier", "Tier")),
                row("withoutSessionTags", b -> b.withoutSessionTags().webIdentity(tenant -> "")),
                row("withoutSessionTags", b -> b.withoutSessionTags().transitiveTags()));
    }

    @ParameterizedTest
    @MethodSource
    void refusedWithRolesOfTheirOwn(String setting, Consumer<TenantCredentials.Builder> change) {
        TenantCredentials.Builder builder = own();
        assertRefused(setting, () -> {
            change.accept(builder);
            builder.build().close();
        });
    }

    @Test
    void refused_missing() {
        assertRefused("sts", () -> TenantCredentials.builder().role(ROLE).build());
        assertRefused("role", () -> TenantCredentials.builder().sts(sts).build());
    }

    static Stream<String> notRoles() {
        return Stream.of(
                "",
                "tenants",
                "arn:aws:iam::111122223333:user/tenants",
                "arn:aws:iam::11112222333:role/tenants",
                "arn:aws:iam::111122223333:role/" + "x".repeat(65),
                "arn:aws:iam::111122223333:role//",
                ROLE + "\n",
                ROLE + " ");
    }

    @ParameterizedTest
    @MethodSource("notRoles")
    void role_notAnArnOfARole_isRefused(String arn) {
        assertRefused("role", () -> TenantCredentials.builder().role(arn));
    }

    static Stream<Consumer<TenantCredentials.Builder>> taken() {
        return Stream.of(
                b -> b.tenantTag("x".repeat(128)).transitiveTags("x".repeat(128)),
                b -> b.tenantTag("Mandant Ä_.:/=+-@9"),
                b -> b.tenantTag("awsTenant"),
                b -> b.attributeTag("tier", "Tier")
                        .attributeTag("level", "Level")
                        .transitiveTags("TenantId", "Level"),
                b -> b.transitiveTags(),
                b -> b.externalId("ab"),
                b -> b.externalId("x".repeat(1_224)),
                b -> b.externalId("_+=,.@:/-"),
                b -> b.sessionPolicy(ScopedLab.POLICY + " ".repeat(2_048 - ScopedLab.POLICY.length())),
                b -> b.duration(Duration.ofMinutes(15)),
                b -> b.duration(Duration.ofHours(12)),
                b -> b.expiryMargin(Duration.ofSeconds(1)),
                b -> b.expiryMargin(Duration.ofMinutes(5)),
                b -> b.failureBackoff(Duration.ZERO),
                b -> b.failureBackoff(Duration.ofMinutes(1)),
                b -> b.loadTimeout(Duration.ofMillis(100)),
                b -> b.loadTimeout(Duration.ofMinutes(5)),
                b -> b.maximumSessions(1),
                b -> b.maximumSessions(Integer.MAX_VALUE),
                b -> b.assumeRoleRate(1),
                b -> b.assumeRoleRate(100_000),
                b -> b.sourceIdentityFromActor(),
                b -> b.webIdentity(tenant -> ""));
    }

    @ParameterizedTest
    @MethodSource
    void taken(Consumer<TenantCredentials.Builder> change) {
        TenantCredentials.Builder builder = shared();
        change.accept(builder);
        assertThatNoException().isThrownBy(() -> builder.build().close());
    }

    @Test
    void taken_withRolesOfTheirOwn() {
        assertThatNoException().isThrownBy(() -> {
            own().build().close();
            own().withoutSessionTags().build().close();
            own().withoutSessionTags().sourceIdentityFromActor().build().close();
        });
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(
            strings = {
                "arn:aws:iam::111122223333:role/x",
                "arn:aws-cn:iam::111122223333:role/tenants/eu/_+=,.@-",
                "arn:aws-us-gov:iam::111122223333:role/service-role/tenants",
            })
    void role_ofAnyPartitionAndPath_isTaken(String arn) {
        assertThatNoException()
                .isThrownBy(() ->
                        TenantCredentials.builder().sts(sts).role(arn).build().close());
    }
}

package dev.partywall.abac;

import static dev.partywall.abac.Sessions.arnOf;
import static dev.partywall.abac.Sessions.assertRefused;
import static dev.partywall.abac.Sessions.keyOf;
import static dev.partywall.abac.Sessions.refusal;
import static dev.partywall.abac.Sessions.sessionOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** A role for each tenant. */
final class RoleDirectoryTest {

    private static ScopedLab lab;
    private static AwsCredentialsProvider service;
    private static String acmeRole;
    private static String globexRole;

    private final StsTap tap = new StsTap();
    private final ConcurrentMap<String, String> directory = new ConcurrentHashMap<>();

    @BeforeAll
    static void start() {
        lab = ScopedLab.bare();
        service = ServiceUser.in(lab);
        acmeRole = lab.lab().role("tenant-acme").path("/tenants/").create().arn();
        globexRole = lab.lab().role("tenant-globex").create().arn();
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    @BeforeEach
    void fillDirectory() {
        directory.put("acme", acmeRole);
        directory.put("globex", globexRole);
    }

    private TenantCredentials.Builder builder(TenantRoleDirectory roles) {
        return TenantCredentials.builder()
                .sts(tap.client(lab, service))
                .roles(roles)
                .clock(lab.lab().clock())
                .loadTimeout(Duration.ofMinutes(5))
                .failureBackoff(Duration.ZERO);
    }

    private String roleIn(Tenant tenant) {
        return directory.getOrDefault(tenant.id().value(), "");
    }

    @Test
    void find_eachTenant_playsItsRole() {
        try (TenantCredentials credentials = builder(this::roleIn).build()) {
            assertThat(arnOf(lab, sessionOf(credentials, "acme"))).endsWith(":assumed-role/tenant-acme/acme");
            assertThat(arnOf(lab, sessionOf(credentials, "globex"))).endsWith(":assumed-role/tenant-globex/globex");
            assertThat(tap.asked())
                    .allSatisfy(request ->
                            assertThat(StsTap.tags(request)).isEqualTo(Map.of("TenantId", request.roleSessionName())));
        }
    }

    /** With one role for two tenants, and nothing else to tell them apart, one would have the other's rights. */
    @Test
    void find_withoutSessionTagsRoleOfAnotherTenant_isRefusedUntilThatOneIsEvicted() {
        try (TenantCredentials credentials = builder(tenant -> roleIn(Tenant.of("acme")))
                .withoutSessionTags()
                .failureBackoff(Duration.ZERO)
                .build()) {
            assertThat(arnOf(lab, sessionOf(credentials, "acme"))).endsWith("/acme");
            TenantCredentialsException refused =
                    catchThrowableOfType(TenantCredentialsException.class, () -> sessionOf(credentials, "globex"));
            assertThat(refused.code()).isEqualTo(ErrorCode.ROLE_MISSING);
            assertThat(refused).hasMessageContaining("globex").hasMessageContaining("role of another tenant, acme");
            assertThat(tap.asked()).hasSize(1);

            credentials.evict(TenantId.of("acme"));
            assertThat(arnOf(lab, sessionOf(credentials, "globex"))).endsWith("/globex");
        }
    }

    @Test
    void find_withoutSessionTags_sendsNone() {
        try (TenantCredentials credentials =
                builder(this::roleIn).withoutSessionTags().build()) {
            assertThat(arnOf(lab, sessionOf(credentials, "acme"))).endsWith(":assumed-role/tenant-acme/acme");
            assertThat(tap.asked()).singleElement().satisfies(request -> {
                assertThat(request.tags()).isEmpty();
                assertThat(request.transitiveTagKeys()).isEmpty();
            });
        }
    }

    @Test
    void find_noRole_isRefusedBeforeAnyCall() {
        try (TenantCredentials credentials = builder(this::roleIn).build()) {
            assertRefused(refusal(credentials, "initech"), "initech", ErrorCode.ROLE_MISSING, false, "role directory");
            assertThat(tap.asked()).isEmpty();
            directory.put("initech", acmeRole);
            assertThat(keyOf(credentials, "initech")).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tenant-acme",
                "arn:aws:iam::111122223333:user/acme",
                "arn:aws:iam::111122223333:role/",
                "arn:aws:iam::1111:role/acme",
                "arn:aws:sts::111122223333:assumed-role/a/b",
                "arn:aws:iam::111122223333:role/acme ",
                "arn:aws:iam::111122223333:role/acme\n",
                " ",
                "arn:aws:iam::111122223333:role/*"
            })
    void find_notARole_isRefusedBeforeAnyCall(String answer) {
        try (TenantCredentials credentials = builder(tenant -> answer).build()) {
            assertRefused(refusal(credentials, "acme"), "acme", ErrorCode.ROLE_MISSING, false, "ARN");
            assertThat(tap.asked()).isEmpty();
        }
    }

    @Test
    void find_directoryThrows_isRefusedWithTheCauseAndAskedAgain() {
        IllegalStateException down = new IllegalStateException("the database is down");
        ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
        try (TenantCredentials credentials = builder(tenant -> {
                    asked.add(tenant.id().value());
                    if (asked.size() == 1) {
                        throw down;
                    }
                    return roleIn(tenant);
                })
                .failureBackoff(Duration.ofMinutes(1))
                .build()) {
            TenantCredentialsException refusal = refusal(credentials, "acme");
            assertRefused(refusal, "acme", ErrorCode.BUG, false, "role directory");
            assertThat(refusal).hasRootCause(down);
            assertThat(tap.asked()).isEmpty();
            assertThat(keyOf(credentials, "acme")).isNotEmpty();
        }
    }

    /** An Error must not leave anyone waiting either. */
    @Test
    void find_directoryThrowsAnError_isRefusedWithTheCause() {
        StackOverflowError error = new StackOverflowError("on purpose");
        try (TenantCredentials credentials = builder(tenant -> {
                    throw error;
                })
                .build()) {
            assertThat(refusal(credentials, "acme")).hasRootCause(error);
        }
    }

    @Test
    void directory_isAskedOnceASessionElsewhereWithNoTenantBound() {
        ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
        Thread testThread = Thread.currentThread();
        try (TenantCredentials credentials = builder(tenant -> {
                    asked.add(TenantContext.find().isPresent() + " "
                            + Thread.currentThread().equals(testThread) + " " + tenant.attributes() + tenant.actor());
                    return roleIn(tenant);
                })
                .attributeTag("tier", "Tier")
                .build()) {
            Tenant tenant = Tenant.of("acme")
                    .withAttribute("tier", "gold")
                    .withAttribute("plan", "x")
                    .withActor("alice");
            String key = sessionOf(credentials, tenant).accessKeyId();
            assertThat(sessionOf(credentials, tenant).accessKeyId()).isEqualTo(key);
            assertThat(asked).containsExactly("false false {tier=gold}Optional.empty");
        }
    }

    @Test
    void role_moved_isUsedAfterEvict() {
        try (TenantCredentials credentials = builder(this::roleIn).build()) {
            String old = keyOf(credentials, "acme");
            directory.put("acme", globexRole);
            assertThat(keyOf(credentials, "acme")).isEqualTo(old);
            credentials.evict(TenantId.of("acme"));
            assertThat(arnOf(lab, sessionOf(credentials, "acme"))).endsWith(":assumed-role/tenant-globex/acme");
            assertThat(tap.asked()).extracting(request -> request.roleArn()).isEqualTo(List.of(acmeRole, globexRole));
        }
    }
}

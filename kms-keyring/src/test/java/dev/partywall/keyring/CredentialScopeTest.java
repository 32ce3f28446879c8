package dev.partywall.keyring;

import static dev.partywall.keyring.KeyringLab.PLAINTEXT;
import static dev.partywall.keyring.KeyringLab.RECORD;
import static dev.partywall.keyring.KeyringLab.TABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabCalls;
import dev.partywall.testing.LabFault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;

/** A key in memory is worth what the session that loaded it was worth: it serves no other, and not for longer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
final class CredentialScopeTest {

    private static final String ALLOWED = "allowed";
    private static final String DENIED = "denied";

    private final KeyringLab lab = KeyringLab.start();
    private final Sessions signing = new Sessions(() -> session(ALLOWED));
    private final KmsClient kms = KmsClient.builder()
            .endpointOverride(lab.aws().endpoint())
            .region(lab.aws().region())
            .credentialsProvider(signing)
            .build();
    private final DynamoDbClient dynamoDb = DynamoDbClient.builder()
            .endpointOverride(lab.aws().endpoint())
            .region(lab.aws().region())
            .credentialsProvider(signing)
            .build();
    private int tenants;
    private TenantId tenant = TenantId.of("scoped");
    private byte[] message = new byte[0];
    private TenantKeyring keyring = lab.keyring();

    @BeforeEach
    void onboard() {
        lab.aws().clock().freeze();
        lab.forgetSessions();
        tenant = lab.createTenant("scoped-" + tenants++);
        message = lab.seal(tenant);
        signing.use(() -> session(ALLOWED));
        keyring = builder().credentials(signing).build();
    }

    @AfterEach
    void mend() {
        keyring.close();
        lab.aws().faults().clear();
    }

    @AfterAll
    void close() {
        kms.close();
        dynamoDb.close();
        lab.close();
    }

    private TenantKeyring.Builder builder() {
        return TenantKeyring.builder()
                .keyStore(TABLE, dynamoDb)
                .rootKey(lab.rootKeyArn(), kms)
                .negativeTimeToLive(Duration.ofMinutes(10))
                .clock(lab.aws().clock());
    }

    @Nested
    final class OtherSessions {

        @ParameterizedTest
        @ValueSource(strings = {"kms:Decrypt", "dynamodb:GetItem", "*"})
        void anyOperation_keyLoadedByAnotherSession_isDeniedAsThatSessionIs(String action) {
            assertThat(open(keyring)).isEqualTo(PLAINTEXT);
            deny(action, DENIED);
            signing.use(() -> session(DENIED));

            assertDenied(() -> open(keyring));
            assertDenied(() -> seal(keyring));
            ByteArrayOutputStream released = new ByteArrayOutputStream();
            assertDenied(() -> TenantContext.run(
                    tenant,
                    () -> keyring.encryptor("invoices").decrypt(new ByteArrayInputStream(message), released, RECORD)));
            assertThat(released.size()).isZero();
            List<BatchResult> results = TenantContext.call(
                    tenant, () -> keyring.encryptor("invoices").decryptAll(List.of(BatchItem.of(RECORD, message))));
            assertThat(results.get(0).failure()).isPresent();
        }

        @Test
        void decrypt_backUnderTheFirstSession_isServedFromMemory() {
            open(keyring);
            deny("kms:Decrypt", DENIED);
            signing.use(() -> session(DENIED));
            assertDenied(() -> open(keyring));
            signing.use(() -> session(ALLOWED));
            long mark = lab.aws().calls().mark();

            assertThat(open(keyring)).isEqualTo(PLAINTEXT);

            assertThat(since(mark).count()).isZero();
        }

        @Test
        void decrypt_anotherSessionWasDenied_isNotDeniedFromMemory() {
            deny("kms:Decrypt", DENIED);
            signing.use(() -> session(DENIED));
            assertDenied(() -> open(keyring));
            signing.use(() -> session(ALLOWED));

            assertThat(open(keyring)).isEqualTo(PLAINTEXT);
        }

        @Test
        void decrypt_accessKeyIdsThatDifferByCase_areTwoSessions() {
            open(keyring);
            AwsSessionCredentials allowed = lab.session(ALLOWED);
            signing.use(() -> AwsSessionCredentials.create(
                    allowed.accessKeyId().toLowerCase(Locale.ROOT), allowed.secretAccessKey(), allowed.sessionToken()));

            assertDenied(() -> open(keyring));
        }

        @Test
        void decrypt_twoTenantsOfOneSession_loadTwice() {
            TenantId other = lab.createTenant("scoped-other-" + tenants++);
            byte[] others = lab.seal(other);
            open(keyring);
            LabFault denial =
                    lab.aws().faults().on("kms:Decrypt").forTenant(other).accessDenied();

            assertDenied(() ->
                    TenantContext.run(other, () -> keyring.encryptor("invoices").decrypt(others, RECORD)));
            assertThat(denial.hits()).isPositive();
        }

        @Test
        void evict_keysOfTwoSessions_dropsBoth() {
            open(keyring);
            signing.use(() -> session("second"));
            open(keyring);

            keyring.evict(tenant);

            deny("kms:Decrypt", ALLOWED);
            deny("kms:Decrypt", "second");
            assertDenied(() -> open(keyring));
            signing.use(() -> session(ALLOWED));
            assertDenied(() -> open(keyring));
        }

        @Test
        void delete_keysOfTwoSessions_opensNothingUnderEither() {
            open(keyring);
            signing.use(() -> session("second"));
            open(keyring);

            keyring.branchKeys().delete(tenant);

            assertThatThrownBy(() -> open(keyring)).isInstanceOf(KeyUnavailableException.class);
            signing.use(() -> session(ALLOWED));
            assertThatThrownBy(() -> open(keyring)).isInstanceOf(KeyUnavailableException.class);
        }

        @Test
        void decrypt_manySessions_staysWithinTheBound() {
            try (TenantKeyring small =
                    builder().credentials(signing).maximumCachedKeys(8).build()) {
                for (int i = 0; i < 200; i++) {
                    String id = "session-" + i;
                    signing.use(() -> session(id));
                    assertThat(open(small)).isEqualTo(PLAINTEXT);
                }
                // Caffeine evicts in the background: a few more than the bound may be there for a moment.
                assertThat(small.cacheMetrics().size()).isLessThanOrEqualTo(24);
                assertThat(small.cacheMetrics().loads()).isEqualTo(200);
            }
        }
    }

    @Nested
    final class Expiry {

        @Test
        void decrypt_sessionEnded_isNotServedFromMemoryThoughTheKeyWouldLive() {
            Instant end = now().plusSeconds(60);
            signing.use(() -> session(ALLOWED, end));
            open(keyring);
            deny("kms:Decrypt", ALLOWED);
            lab.aws().clock().advance(Duration.ofSeconds(60).minusMillis(1));
            assertThat(open(keyring)).as("the session's last moment").isEqualTo(PLAINTEXT);

            lab.aws().clock().advance(Duration.ofMillis(1));

            assertNotServed(() -> open(keyring));
            assertNotServed(() -> seal(keyring));
        }

        @Test
        void decrypt_nextSession_loadsUnderItsOwnId() {
            Instant end = now().plusSeconds(60);
            signing.use(() -> session(ALLOWED, end));
            open(keyring);
            lab.aws().clock().advance(Duration.ofSeconds(60));
            signing.use(() -> session("next", end.plusSeconds(3600)));
            long mark = lab.aws().calls().mark();

            assertThat(open(keyring)).isEqualTo(PLAINTEXT);

            assertThat(since(mark).of("kms:Decrypt").list())
                    .singleElement()
                    .extracting(LabCall::principal)
                    .isEqualTo(lab.session("next").accessKeyId());
        }

        /** The provider is late: AWS would refuse what it signs, so nothing in memory may stand in for AWS. */
        @Test
        void anyOperation_providerGivesExpiredCredentials_isNeverServedFromMemory() {
            Instant end = now().minusSeconds(1);
            signing.use(() -> session(ALLOWED, end));
            try {
                open(keyring);
            } catch (TenantIsolationException refusedAtOnce) {
                assertThat(refusedAtOnce).isInstanceOf(KeyUnavailableException.class);
            }
            deny("kms:Decrypt", ALLOWED);

            assertNotServed(() -> open(keyring));
            assertNotServed(() -> seal(keyring));
            assertNotServed(() -> open(keyring));
        }

        @Test
        void decrypt_longSession_isServedNoLongerThanTheTimeToLive() {
            signing.use(() -> session(ALLOWED, now().plus(Duration.ofHours(12))));
            open(keyring);
            deny("kms:Decrypt", ALLOWED);
            lab.aws().clock().advance(Duration.ofMinutes(5));

            assertDenied(() -> open(keyring));
        }

        @Test
        void decrypt_refreshedAheadUntilTheSessionEnds_isNotServedBeyond() {
            Instant end = now().plus(Duration.ofMinutes(7));
            signing.use(() -> session(ALLOWED, end));
            open(keyring);
            lab.aws().clock().advance(Duration.ofMinutes(5).minusMillis(1));
            open(keyring);
            awaitRefreshes(1);
            lab.aws().clock().advance(Duration.ofMinutes(1));
            assertThat(open(keyring)).as("served by the refreshed key").isEqualTo(PLAINTEXT);
            deny("kms:Decrypt", ALLOWED);

            lab.aws().clock().advance(Duration.ofMinutes(1).plusMillis(1));

            assertNotServed(() -> open(keyring));
        }

        private void awaitRefreshes(long count) {
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (keyring.cacheMetrics().refreshes() < count
                    || lab.aws().calls().inFlight().count() > 0) {
                assertThat(System.nanoTime()).as("a refresh began").isLessThan(deadline);
                Thread.onSpinWait();
            }
        }

        private void assertNotServed(ThrowingCallable call) {
            assertThatThrownBy(call).isInstanceOf(KeyUnavailableException.class);
        }
    }

    /** Without a provider, the tenant's attributes (session tags) stand for the session. */
    @Nested
    final class Attributes {

        /** The names of sessions cannot hold all that attributes can. */
        private String sessionOf(String tier) {
            return "tier-" + HexFormat.of().formatHex(tier.getBytes(StandardCharsets.UTF_8));
        }

        private AwsCredentials byTier() {
            String tier = TenantContext.find()
                    .map(bound -> bound.attributes().getOrDefault("tier", "none"))
                    .orElse("unbound");
            return session(sessionOf(tier));
        }

        @ParameterizedTest
        @ValueSource(strings = {"silver", "GOLD", "gold ", "none"})
        void decrypt_keyLoadedWithOtherAttributes_isDeniedAsTheseAre(String tier) {
            signing.use(this::byTier);
            Tenant gold = Tenant.of(tenant).withAttribute("tier", "gold");
            Tenant other =
                    tier.equals("none") ? Tenant.of(tenant) : Tenant.of(tenant).withAttribute("tier", tier);
            try (TenantKeyring plain = builder().build()) {
                assertThat(openAs(gold, plain)).isEqualTo(PLAINTEXT);
                deny("kms:Decrypt", sessionOf(tier));

                assertDenied(() -> openAs(other, plain));
                assertThat(openAs(gold, plain)).isEqualTo(PLAINTEXT);
            }
        }

        @Test
        void decrypt_oneAttributeMore_isAnotherScope() {
            try (TenantKeyring plain = builder().build()) {
                Tenant gold = Tenant.of(tenant).withAttribute("tier", "gold");
                openAs(gold, plain);
                long mark = lab.aws().calls().mark();

                openAs(gold.withAttribute("region", "eu"), plain);
                assertThat(since(mark).of("kms:Decrypt").count()).isEqualTo(1);
                openAs(gold.withAttribute("region", "eu"), plain);
                openAs(gold, plain);

                assertThat(since(mark).of("kms:Decrypt").count()).isEqualTo(1);
            }
        }

        /** Pairs must not run into one another in the scope: {@code a=b, c=d} is not {@code a=b,c=d}. */
        @Test
        void decrypt_attributesThatLookAlikeWhenJoined_areTwoScopes() {
            try (TenantKeyring plain = builder().build()) {
                openAs(Tenant.of(tenant).withAttribute("a", "b").withAttribute("c", "d"), plain);
                long mark = lab.aws().calls().mark();

                openAs(Tenant.of(tenant).withAttribute("a", "b c=d"), plain);
                openAs(Tenant.of(tenant).withAttribute("a", "bc").withAttribute("d", ""), plain);
                openAs(Tenant.of(tenant).withAttribute("a=b", "c=d"), plain);

                assertThat(since(mark).of("kms:Decrypt").count()).isEqualTo(3);
            }
        }

        @Test
        void decrypt_sessionTheSameAndAttributesOthers_isStillAnotherScope() {
            openAs(Tenant.of(tenant).withAttribute("tier", "gold"), keyring);
            long mark = lab.aws().calls().mark();

            openAs(Tenant.of(tenant).withAttribute("tier", "silver"), keyring);

            assertThat(since(mark).of("kms:Decrypt").count()).isEqualTo(1);
        }

        @Test
        void refreshAhead_tenantWithAttributes_signsAsItsOwnSession() {
            signing.use(this::byTier);
            Tenant gold = Tenant.of(tenant).withAttribute("tier", "gold").withActor("user-1");
            try (TenantKeyring plain = builder().build()) {
                openAs(gold, plain);
                long mark = lab.aws().calls().mark();
                lab.aws().clock().advance(Duration.ofMinutes(5).minusMillis(1));

                openAs(gold, plain);
                since(mark).of("kms:Decrypt").await(1, Duration.ofSeconds(60));

                assertThat(since(mark).list())
                        .extracting(LabCall::principal)
                        .containsOnly(lab.session(sessionOf("gold")).accessKeyId());
            }
        }
    }

    @Nested
    final class Provider {

        @Test
        void resolveCredentials_warmOperations_isAskedOnceEachWithTheTenantBound() {
            Sessions asked = new Sessions(() -> session(ALLOWED));
            try (TenantKeyring watched = builder().credentials(asked).build()) {
                open(watched);
                asked.bound.clear();

                open(watched);
                seal(watched);
                open(watched);

                assertThat(asked.bound).containsExactly(Optional.of(tenant), Optional.of(tenant), Optional.of(tenant));
            }
        }

        @Test
        void decrypt_ofAnotherTenantsMessage_isRefusedBeforeTheProviderIsAsked() {
            Sessions asked = new Sessions(() -> session(ALLOWED));
            TenantId thief = lab.createTenant("thief-" + tenants++);
            try (TenantKeyring watched = builder().credentials(asked).build()) {
                long mark = lab.aws().calls().mark();

                assertThatThrownBy(() -> TenantContext.run(
                                thief, () -> watched.encryptor("invoices").decrypt(message, RECORD)))
                        .isInstanceOf(DecryptionRefusedException.class);

                assertThat(since(mark).count()).isZero();
            }
        }

        @Test
        void anyOperation_providerFailsAsTheSdksDo_isTypedWithItsCause() {
            SdkClientException trouble = SdkClientException.create("no credentials anywhere");

            assertTyped(
                    () -> {
                        throw trouble;
                    },
                    trouble);
        }

        @Test
        void anyOperation_providerThrowsAnything_isTyped() {
            IllegalStateException trouble = new IllegalStateException("broken provider");

            assertTyped(
                    () -> {
                        throw trouble;
                    },
                    trouble);
        }

        @ParameterizedTest
        @CsvSource({"true, KEY_SERVICE_UNAVAILABLE", "false, KEY_ACCESS_DENIED"})
        void anyOperation_providerHasNoSessionOfTheTenant_isAsRetryableAsThat(boolean retryable, ErrorCode code) {
            NoSession trouble = new NoSession(retryable);
            signing.use(() -> {
                throw trouble;
            });

            for (ThrowingCallable call : List.<ThrowingCallable>of(() -> open(keyring), () -> seal(keyring))) {
                assertRefusal(call, code, retryable, trouble);
            }
        }

        /** The provider answers, and the clients, which have another one, do not. */
        @ParameterizedTest
        @CsvSource({"true, KEY_SERVICE_UNAVAILABLE", "false, KEY_ACCESS_DENIED"})
        void anyOperation_clientRefusesToSend_isAsRetryableAsThat(boolean retryable, ErrorCode code) {
            NoSession trouble = new NoSession(retryable);
            signing.use(() -> {
                throw trouble;
            });
            try (TenantKeyring watched =
                    builder().credentials(() -> session(ALLOWED)).build()) {
                long mark = lab.aws().calls().mark();

                assertRefusal(() -> open(watched), code, retryable, trouble);

                assertThat(since(mark).of("dynamodb:*").count()).isZero();
                assertThat(since(mark).of("kms:*").count()).isZero();
            }
        }

        private void assertRefusal(ThrowingCallable call, ErrorCode code, boolean retryable, Throwable cause) {
            assertThatThrownBy(call).isInstanceOfSatisfying(KeyUnavailableException.class, failure -> {
                assertThat(failure.code()).isEqualTo(code);
                assertThat(failure.isRetryable()).isEqualTo(retryable);
                assertThat((Throwable) failure).hasCause(cause);
            });
        }

        @Test
        @SuppressWarnings("NullAway")
        void anyOperation_providerGivesNull_isTyped() {
            Sessions nulls = new Sessions(() -> null);
            try (TenantKeyring broken = builder().credentials(nulls).build()) {
                assertThatThrownBy(() -> open(broken)).isInstanceOf(TenantIsolationException.class);
            }
        }

        private void assertTyped(Supplier<AwsCredentials> broken, RuntimeException trouble) {
            open(keyring);
            signing.use(broken);

            for (ThrowingCallable call : List.<ThrowingCallable>of(() -> open(keyring), () -> seal(keyring))) {
                assertThatThrownBy(call).isInstanceOfSatisfying(KeyUnavailableException.class, failure -> {
                    assertThat(failure.tenant()).contains(tenant);
                    assertThat((Throwable) failure).hasCause(trouble);
                });
            }
            signing.use(() -> session(ALLOWED));
            assertThat(open(keyring)).as("and it passes").isEqualTo(PLAINTEXT);
        }

        @Test
        void anyOperation_clientsCannotSign_isTypedAndNotRememberedAsDenied() {
            Sessions fine = new Sessions(() -> session(ALLOWED));
            try (TenantKeyring watched = builder().credentials(fine).build()) {
                signing.use(() -> {
                    throw SdkClientException.create("no credentials anywhere");
                });
                assertThatThrownBy(() -> open(watched))
                        .isInstanceOfSatisfying(
                                KeyUnavailableException.class,
                                failure -> assertThat(failure.code()).isNotEqualTo(ErrorCode.BUG));

                signing.use(() -> session(ALLOWED));

                assertThat(open(watched)).isEqualTo(PLAINTEXT);
            }
        }
    }

    @Nested
    final class TwoKeyrings {

        @Test
        void decrypt_otherKeyringOfTheSameStoreIsWarm_asksAws() {
            try (TenantKeyring other = builder().credentials(signing).build()) {
                open(keyring);
                long mark = lab.aws().calls().mark();
                deny("kms:Decrypt", ALLOWED);

                assertDenied(() -> open(other));

                assertThat(since(mark).of("kms:Decrypt").count()).isPositive();
                assertThat(open(keyring)).as("its own is still warm").isEqualTo(PLAINTEXT);
                assertThat(other.cacheMetrics().hits()).isZero();
            }
        }

        @Test
        void evictAndClose_ofOneKeyring_leaveTheOtherAlone() {
            TenantKeyring other = builder().credentials(signing).build();
            open(other);
            open(keyring);
            long mark = lab.aws().calls().mark();

            other.evict(tenant);
            other.close();

            assertThat(open(keyring)).isEqualTo(PLAINTEXT);
            assertThat(since(mark).count()).isZero();
            assertThatThrownBy(() -> open(other))
                    .isInstanceOfSatisfying(
                            TenantIsolationException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.KEYRING_CLOSED));
        }
    }

    private void deny(String action, String session) {
        String accessKeyId = lab.session(session).accessKeyId();
        lab.aws()
                .faults()
                .on(action)
                .matching(call -> accessKeyId.equals(call.principal()))
                .accessDenied();
    }

    private LabCalls since(long mark) {
        return lab.aws().calls().since(mark);
    }

    private Instant now() {
        return lab.aws().clock().instant();
    }

    private byte[] open(TenantKeyring with) {
        return openAs(Tenant.of(tenant), with);
    }

    private byte[] openAs(Tenant as, TenantKeyring with) {
        return TenantContext.call(as, () -> with.encryptor("invoices").decrypt(message, RECORD));
    }

    private byte[] seal(TenantKeyring with) {
        return TenantContext.call(tenant, () -> with.encryptor("invoices").encrypt(PLAINTEXT, RECORD));
    }

    private static void assertDenied(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyUnavailableException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.KEY_ACCESS_DENIED));
    }

    private AwsCredentials session(String name) {
        return lab.session(name);
    }

    /** The provider's word for when it ends: STS's is later. */
    private AwsCredentials session(String name, Instant end) {
        AwsSessionCredentials session = lab.session(name);
        return AwsSessionCredentials.builder()
                .accessKeyId(session.accessKeyId())
                .secretAccessKey(session.secretAccessKey())
                .sessionToken(session.sessionToken())
                .expirationTime(end)
                .build();
    }

    /** What a provider of tenants' sessions throws. */
    private static final class NoSession extends TenantIsolationException {

        private static final long serialVersionUID = 1L;

        NoSession(boolean retryable) {
            super(ErrorCode.STS_UNAVAILABLE, TenantId.of("scoped"), retryable, "no session", null);
        }
    }

    /** A provider whose session can be changed, and which knows for whom it was asked. */
    private static final class Sessions implements AwsCredentialsProvider {

        private final List<Optional<TenantId>> bound = new CopyOnWriteArrayList<>();
        private volatile Supplier<AwsCredentials> current;

        Sessions(Supplier<AwsCredentials> first) {
            current = first;
        }

        void use(Supplier<AwsCredentials> next) {
            current = next;
        }

        @Override
        public AwsCredentials resolveCredentials() {
            bound.add(TenantContext.find().map(Tenant::id));
            return current.get();
        }
    }
}

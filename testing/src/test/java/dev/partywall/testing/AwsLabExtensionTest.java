package dev.partywall.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sts.StsClient;

final class AwsLabExtensionTest {

    /** The labs that the classes below saw; they run one after the other. */
    private static final List<AwsLab> SEEN = new ArrayList<>();

    private static EngineExecutionResults run(Class<?> testClass) {
        SEEN.clear();
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(testClass))
                .execute();
    }

    @Test
    void scope_suite_isSharedAmongThoseWhoAskForItAlone() {
        SEEN.clear();
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(OfTheSuite.class), selectClass(OfItsOwn.class), selectClass(OfTheSuiteToo.class))
                .execute()
                .testEvents()
                .assertStatistics(stats -> stats.succeeded(3).failed(0));

        assertThat(SEEN).hasSize(3);
        assertThat(SEEN.get(0)).isSameAs(SEEN.get(2)).isNotSameAs(SEEN.get(1));
    }

    @Test
    void injection_everyType_isOfTheSameLab() {
        run(Injected.class)
                .testEvents()
                .assertStatistics(stats -> stats.succeeded(1).failed(0));
    }

    @Test
    void injection_ofTenants_isOfTheirSessions() {
        run(OfTenants.class)
                .testEvents()
                .assertStatistics(stats -> stats.succeeded(1).failed(0));
    }

    @Test
    void injection_ofTenantsThatTheLabDoesNotKnow_saysWhatToDo() {
        run(OfNobody.class)
                .testEvents()
                .assertThatEvents()
                .anySatisfy(event -> assertThat(event.toString()).contains("lab.tenantRole"));
    }

    @Test
    void lab_isOneForAClassAndItsNestedClasses_andClosedAfterIt() {
        run(Sharing.class)
                .testEvents()
                .assertStatistics(stats -> stats.succeeded(3).failed(0));
        assertThat(SEEN).hasSize(5).containsOnly(SEEN.get(0));
        assertThat(SEEN.get(0)).satisfies(AwsLabExtensionTest::isClosed);
    }

    @Test
    void lab_isAnotherForAnotherClass() {
        run(Sharing.class);
        AwsLab first = SEEN.get(0);
        run(Sharing.class);
        assertThat(SEEN.get(0)).isNotSameAs(first);
    }

    @Test
    void faults_areClearedBeforeEachTest() {
        run(Faulty.class)
                .testEvents()
                .assertStatistics(stats -> stats.succeeded(2).failed(0));
    }

    @Test
    void startedBy_theTestsOwnSetup_isUsed() {
        run(Own.class).testEvents().assertStatistics(stats -> stats.succeeded(1).failed(0));
    }

    @Test
    void withoutDynamoDb_askedForDynamoDb_failsWithWords() {
        run(Lacking.class)
                .testEvents()
                .failed()
                .assertThatEvents()
                .hasSize(1)
                .allSatisfy(event -> assertThat(event.toString()).contains("started without DynamoDB"));
    }

    private static void isClosed(AwsLab lab) {
        assertThatThrownBy(lab::kms).hasMessageContaining("closed");
    }

    @ExtendWith(AwsLabExtension.class)
    static final class Injected {
        @Test
        void test(
                AwsLab lab,
                LabClock clock,
                LabCalls calls,
                LabFaults faults,
                KmsClient kms,
                KmsAsyncClient kmsAsync,
                DynamoDbClient dynamoDb,
                DynamoDbAsyncClient dynamoDbAsync) {
            assertThat(clock).isSameAs(lab.clock());
            assertThat(calls).isEqualTo(lab.calls());
            assertThat(faults).isSameAs(lab.faults());
            assertThat(kms).isSameAs(lab.kms());
            assertThat(kmsAsync).isSameAs(lab.kmsAsync());
            assertThat(dynamoDb).isSameAs(lab.dynamoDb());
            assertThat(dynamoDbAsync).isSameAs(lab.dynamoDbAsync());
        }
    }

    @AwsLabTest
    static final class OfTenants {

        OfTenants(AwsLab lab) {
            lab.tenantRole(lab.role("app").create(), "TenantId");
        }

        @Test
        void test(
                AwsLab lab,
                @AsTenant("acme") LabTenant acme,
                @AsTenant("acme") DynamoDbClient dynamoDb,
                @AsTenant("globex") StsClient globex,
                StsClient root) {
            assertThat(acme).isSameAs(lab.tenant("acme"));
            assertThat(dynamoDb).isSameAs(acme.dynamoDb());
            assertThat(globex.getCallerIdentity().arn()).endsWith(":assumed-role/app/globex");
            assertThat(root.getCallerIdentity().arn()).endsWith(":root");
        }
    }

    @AwsLabTest(dynamoDb = false)
    static final class OfNobody {
        @Test
        void test(@AsTenant("acme") LabTenant acme) {
            assertThat(acme).as("not to be had").isNull();
        }
    }

    static final class Sharing {
        @RegisterExtension
        static final AwsLabExtension AWS = AwsLabExtension.withoutDynamoDb();

        @BeforeAll
        static void before(AwsLab lab) {
            SEEN.add(lab);
        }

        @AfterAll
        static void after(AwsLab lab) {
            SEEN.add(lab);
        }

        @Test
        void one(AwsLab lab) {
            SEEN.add(lab);
        }

        @Test
        void two(AwsLab lab) {
            SEEN.add(lab);
        }

        @Nested
        final class Inside {
            @Test
            void three(AwsLab lab) {
                SEEN.add(lab);
            }
        }
    }

    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static final class Faulty {
        @RegisterExtension
        static final AwsLabExtension AWS = AwsLabExtension.withoutDynamoDb();

        @Test
        @Order(1)
        void leavesAFault(LabFaults faults) {
            faults.on("*").accessDenied();
            assertThat(faults.active()).hasSize(1);
        }

        @Test
        @Order(2)
        void findsNone(LabFaults faults, KmsClient kms) {
            assertThat(faults.active()).isEmpty();
            assertThat(kms.listKeys().keys()).isEmpty();
        }
    }

    static final class Own {
        @RegisterExtension
        static final AwsLabExtension AWS = AwsLabExtension.startedBy(() ->
                AwsLab.builder().withoutDynamoDb().accountId("123456789012").start());

        @Test
        void test(AwsLab lab) {
            assertThat(lab.accountId()).isEqualTo("123456789012");
            assertThat(lab.endpoint()).extracting(URI::getHost).isEqualTo("127.0.0.1");
        }
    }

    @AwsLabTest(scope = AwsLabTest.Scope.SUITE, dynamoDb = false)
    static final class OfTheSuite {
        @Test
        void test(AwsLab lab) {
            SEEN.add(lab);
        }
    }

    @AwsLabTest(dynamoDb = false)
    static final class OfItsOwn {
        @Test
        void test(AwsLab lab) {
            SEEN.add(lab);
        }
    }

    @AwsLabTest(scope = AwsLabTest.Scope.SUITE, dynamoDb = false)
    static final class OfTheSuiteToo {
        @Test
        void test(AwsLab lab) {
            SEEN.add(lab);
        }
    }

    static final class Lacking {
        @RegisterExtension
        static final AwsLabExtension AWS = AwsLabExtension.withoutDynamoDb();

        @Test
        void test(DynamoDbClient dynamoDb) {
            assertThat(dynamoDb).isNull();
        }
    }
}

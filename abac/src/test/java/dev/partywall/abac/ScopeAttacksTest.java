package dev.partywall.abac;

import static dev.partywall.abac.ScopedLab.BUCKET;
import static dev.partywall.abac.ScopedLab.TABLE;
import static dev.partywall.abac.ScopedLab.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEvent;
import dev.partywall.core.NoTenantException;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.testing.LabCall;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.signer.Aws4Signer;
import software.amazon.awssdk.auth.signer.AwsSignerExecutionAttribute;
import software.amazon.awssdk.awscore.AwsServiceClientConfiguration;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClientBuilder;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClientBuilder;
import software.amazon.awssdk.services.sqs.batchmanager.SqsAsyncBatchManager;
import software.amazon.awssdk.services.sts.StsClient;

/** Every way around the scope that we know: first seen to work without the scope's check, then refused by it. */
final class ScopeAttacksTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final TenantId GLOBEX = TenantId.of("globex");
    private static final ExecutionAttribute<String> OWN_MARK = new ExecutionAttribute<>("ScopeAttacksTest");
    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor();
    private static final ConcurrentLinkedQueue<IsolationEvent> EVENTS = new ConcurrentLinkedQueue<>();

    private static ScopedLab lab;
    private static TenantCredentials credentials;
    private static TenantScope scope;

    private long mark;

    @BeforeAll
    static void start() {
        lab = ScopedLab.withData();
        credentials = lab.credentials().listener(EVENTS::add).build();
        scope = credentials.scope();
        for (int i = 0; i < 3; i++) {
            lab.putItem("acme", "page-" + i, "of acme");
        }
        for (TenantId tenant : List.of(ACME, GLOBEX)) { // warm, so that the tests count calls of data only
            TenantContext.call(tenant, () -> credentials.provider().resolveCredentials());
        }
    }

    @AfterAll
    static void stop() {
        TIMER.shutdownNow();
        credentials.close();
        lab.close();
    }

    @BeforeEach
    void mark() {
        mark = lab.lab().calls().mark();
        EVENTS.clear();
    }

    private List<LabCall> sent() {
        return lab.lab().calls().since(mark).list();
    }

    private void assertRefused(Throwable thrown, ErrorCode code) {
        assertThat(causeOf(thrown)).isInstanceOfSatisfying(TenantIsolationException.class, refused -> {
            assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
            assertThat(refused.isRetryable()).isFalse();
        });
        assertThat(sent()).isEmpty();
    }

    private static Throwable causeOf(Throwable thrown) {
        Throwable cause = thrown;
        while (!(cause instanceof TenantIsolationException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static GetItemRequest.Builder getItem() {
        return GetItemRequest.builder().tableName(TABLE).key(key("acme", "page-0"));
    }

    private static DynamoDbClientBuilder sync() {
        return lab.at(DynamoDbClient.builder()).httpClient(lab.http());
    }

    private static DynamoDbAsyncClientBuilder async() {
        return lab.at(DynamoDbAsyncClient.builder()).httpClient(lab.asyncHttp());
    }

    private static SdkPlugin credentials(AwsCredentialsProvider provider) {
        return config -> ((AwsServiceClientConfiguration.Builder) config).credentialsProvider(provider);
    }

    /** The scope without its check: what one would write at first. */
    private static SdkPlugin unchecked() {
        return credentials(credentials.provider());
    }

    /** Keeps those of the SDK and of the class path, as somebody does who wants to set a list and not to attack. */
    private static void replaceInterceptors(SdkServiceClientConfiguration.Builder config) {
        ClientOverrideConfiguration override = config.overrideConfiguration();
        config.overrideConfiguration(override.toBuilder()
                .executionInterceptors(override.executionInterceptors().stream()
                        .filter(interceptor ->
                                !interceptor.getClass().getSimpleName().equals("ScopeInterceptor"))
                        .toList())
                .build());
        ((AwsServiceClientConfiguration.Builder) config).credentialsProvider(lab.service());
    }

    /** What puts the service's own credentials in the place of the tenant's. */
    enum Bypass {
        CREDENTIALS_OF_THE_REQUEST(ErrorCode.SCOPE_OVERRIDDEN) {
            @Override
            void attack(DynamoDbClientBuilder builder) {
                call(builder, getItem().overrideConfiguration(o -> o.credentialsProvider(lab.service())));
            }
        },
        PLUGIN_OF_THE_REQUEST(ErrorCode.SCOPE_OVERRIDDEN) {
            @Override
            void attack(DynamoDbClientBuilder builder) {
                call(builder, getItem().overrideConfiguration(o -> o.addPlugin(credentials(lab.service()))));
            }
        },
        PLUGIN_AFTER_OURS(ErrorCode.CALL_NOT_SCOPED) {
            @Override
            void attack(DynamoDbClientBuilder builder) {
                call(builder.addPlugin(credentials(lab.service())), getItem());
            }
        },
        PLUGIN_THAT_REPLACES_INTERCEPTORS(ErrorCode.CALL_NOT_SCOPED) {
            @Override
            void attack(DynamoDbClientBuilder builder) {
                call(builder.addPlugin(config -> replaceInterceptors(config)), getItem());
            }
        },
        @SuppressWarnings("deprecation")
        SIGNER_OF_THE_REQUEST(ErrorCode.SCOPE_OVERRIDDEN) {
            @Override
            void attack(DynamoDbClientBuilder builder) {
                call(
                        builder,
                        getItem()
                                .overrideConfiguration(o -> o.signer((request, attributes) -> Aws4Signer.create()
                                        .sign(
                                                request,
                                                attributes
                                                        .copy()
                                                        .putAttribute(
                                                                AwsSignerExecutionAttribute.AWS_CREDENTIALS,
                                                                lab.service().resolveCredentials())))));
            }
        };

        private final ErrorCode code;

        Bypass(ErrorCode code) {
            this.code = code;
        }

        abstract void attack(DynamoDbClientBuilder builder);

        private static void call(DynamoDbClientBuilder builder, GetItemRequest.Builder request) {
            try (DynamoDbClient client = builder.build()) {
                TenantContext.run(ACME, () -> client.getItem(request.build()));
            }
        }

        static DynamoDbClientBuilder withInterceptor(DynamoDbClientBuilder builder, ExecutionInterceptor interceptor) {
            return builder.overrideConfiguration(o -> o.addExecutionInterceptor(interceptor));
        }
    }

    @ParameterizedTest
    @EnumSource
    void bypass_withoutTheCheck_goesOutAsTheService(Bypass bypass) {
        // The service has no permission on data, so IAM refuses what has gone out.
        Throwable denied = catchThrowable(() ->
                bypass.attack(sync().addPlugin(TenantScope.serviceClient()).addPlugin(unchecked())));

        assertThat(denied).isNotNull();
        assertThat(sent())
                .extracting(LabCall::principal)
                .containsOnly(lab.service().resolveCredentials().accessKeyId());
    }

    @ParameterizedTest
    @EnumSource
    void bypass_withTheScope_isRefusedBeforeItIsSent(Bypass bypass) {
        Throwable refused = catchThrowable(() -> bypass.attack(sync().addPlugin(scope)));

        assertRefused(refused, bypass.code);
        if (bypass == Bypass.PLUGIN_THAT_REPLACES_INTERCEPTORS) {
            return; // found by the guard of the class path, which has no listener
        }
        assertThat(EVENTS).hasSize(1).first().isInstanceOfSatisfying(IsolationEvent.CallRefused.class, event -> {
            assertThat(event.tenant()).isEqualTo(ACME);
            assertThat(event.operation()).isEqualTo("GetItem");
            assertThat(event.code()).isEqualTo(bypass.code);
        });
    }

    /** Older versions of the SDK sign with what an interceptor sets, newer ones resolve credentials after that. */
    @Test
    void interceptorThatSetsCredentials_isRefusedWhereItWouldHaveWorked() {
        Throwable unchecked = catchThrowable(() -> getItemWith(
                settingCredentials(sync().addPlugin(TenantScope.serviceClient()).addPlugin(unchecked()))));
        boolean wentOutAsTheService = sent().stream()
                .anyMatch(call -> Objects.equals(
                        call.principal(), lab.service().resolveCredentials().accessKeyId()));
        mark();
        Throwable checked = catchThrowable(() -> getItemWith(settingCredentials(sync().addPlugin(scope))));

        if (wentOutAsTheService) {
            assertThat(unchecked).isNotNull();
            assertRefused(checked, ErrorCode.CALL_NOT_SCOPED);
        } else {
            assertThat(checked).isNull();
            assertThat(sent()).extracting(LabCall::principal).containsOnly(accessKeyId(ACME));
        }
    }

    private static void getItemWith(DynamoDbClientBuilder builder) {
        try (DynamoDbClient client = builder.build()) {
            TenantContext.run(ACME, () -> client.getItem(getItem().build()));
        }
    }

    @SuppressWarnings("deprecation") // what is deprecated still works, so it is an attack
    private static DynamoDbClientBuilder settingCredentials(DynamoDbClientBuilder builder) {
        return Bypass.withInterceptor(builder, new ExecutionInterceptor() {
            @Override
            public void beforeMarshalling(Context.BeforeMarshalling context, ExecutionAttributes attributes) {
                attributes.putAttribute(
                        AwsSignerExecutionAttribute.AWS_CREDENTIALS,
                        lab.service().resolveCredentials());
            }
        });
    }

    @Test
    void modifiedRequest_whateverTheSdkMakesOfIt_neverGoesOutAsTheService() {
        DynamoDbClientBuilder builder = Bypass.withInterceptor(sync().addPlugin(scope), new ExecutionInterceptor() {
            @Override
            public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
                return ((GetItemRequest) context.request())
                        .toBuilder()
                                .overrideConfiguration(o -> o.credentialsProvider(lab.service()))
                                .build();
            }
        });
        try (DynamoDbClient client = builder.build()) {
            Throwable thrown = catchThrowable(
                    () -> TenantContext.run(ACME, () -> client.getItem(getItem().build())));

            // Older versions of the SDK take no notice of the credentials, newer ones sign with them.
            if (thrown == null) {
                assertThat(sent()).extracting(LabCall::principal).containsOnly(accessKeyId(ACME));
            } else {
                assertRefused(thrown, ErrorCode.CALL_NOT_SCOPED);
            }
        }
    }

    private static String accessKeyId(TenantId tenant) {
        return TenantContext.call(tenant, () -> credentials.provider().resolveCredentials())
                .accessKeyId();
    }

    @Test
    void anonymousAccess_isRefused() {
        try (DynamoDbClient client = sync().addPlugin(scope)
                .addPlugin(config -> ((AwsServiceClientConfiguration.Builder) config)
                        .credentialsProvider(AnonymousCredentialsProvider.create()))
                .build()) {
            Throwable refused = catchThrowable(
                    () -> TenantContext.run(ACME, () -> client.getItem(getItem().build())));

            assertRefused(refused, ErrorCode.CALL_NOT_SCOPED);
        }
    }

    @Test
    void anotherTenantsCredentials_ofTheSameProvider_areRefused() {
        AwsCredentialsProvider stolen =
                () -> TenantContext.find().isEmpty() ? lab.service().resolveCredentials() : globexOnAnotherThread();
        try (DynamoDbClient client =
                sync().addPlugin(scope).addPlugin(credentials(stolen)).build()) {
            Throwable refused = catchThrowable(
                    () -> TenantContext.run(ACME, () -> client.getItem(getItem().build())));

            assertRefused(refused, ErrorCode.CALL_NOT_SCOPED);
        }
    }

    private static AwsCredentials globexOnAnotherThread() {
        var found = new AtomicReference<AwsCredentials>();
        Thread thread = new Thread(() -> found.set(
                TenantContext.call(GLOBEX, () -> credentials.provider().resolveCredentials())));
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        return Objects.requireNonNull(found.get(), "found");
    }

    @Nested
    final class WithoutTenant {

        @Test
        void syncCall_isRefusedBeforeARequestIsBuilt() {
            try (DynamoDbClient client = scope.client(sync())) {
                assertRefused(catchThrowable(() -> client.getItem(getItem().build())), ErrorCode.NO_TENANT_BOUND);
            }
        }

        @Test
        void asyncCall_isRefusedBeforeARequestIsBuilt() {
            try (DynamoDbAsyncClient client = scope.client(async())) {
                Throwable refused =
                        catchThrowable(() -> client.getItem(getItem().build()).join());
                assertRefused(refused, ErrorCode.NO_TENANT_BOUND);
            }
        }

        @Test
        void provider_isRefused() {
            assertThatThrownBy(() -> credentials.provider().resolveCredentials())
                    .isInstanceOf(NoTenantException.class);
        }

        @Test
        void presigner_isRefused() {
            try (S3Presigner presigner = presigner(credentials.provider())) {
                assertThatThrownBy(() -> presign(presigner)).isInstanceOf(NoTenantException.class);
            }
        }

        @Test
        void boundClient_isNotBuilt() {
            assertThatThrownBy(() -> scope.boundClient(sync())).isInstanceOf(NoTenantException.class);
        }

        @Test
        void asyncContinuation_onAThreadOfTheSdk_isRefused() {
            try (DynamoDbAsyncClient client = scope.client(async())) {
                Throwable refused = catchThrowable(() -> TenantContext.call(
                                ACME,
                                () -> client.getItem(getItem().build())
                                        .thenComposeAsync(answer ->
                                                client.getItem(getItem().build())))
                        .join());
                assertThat(causeOf(refused)).isInstanceOf(NoTenantException.class);
                assertThat(sent()).hasSize(1).extracting(LabCall::principal).containsOnly(accessKeyId(ACME));
            }
        }
    }

    @Nested
    final class OfAnotherTenant {

        private QueryRequest onePerPage() {
            return QueryRequest.builder()
                    .tableName(TABLE)
                    .limit(1)
                    .keyConditionExpression("tenant = :t")
                    .expressionAttributeValues(Map.of(":t", AttributeValue.fromS("acme")))
                    .build();
        }

        @Test
        void paginator_takenAlong_isRefused() {
            try (DynamoDbAsyncClient client = scope.client(async())) {
                var pages = TenantContext.call(ACME, () -> client.queryPaginator(onePerPage()));
                Throwable refused = catchThrowable(() -> TenantContext.call(GLOBEX, () -> pages.subscribe(page -> {}))
                        .join());
                assertRefused(refused, ErrorCode.CALL_NOT_SCOPED);
            }
        }

        @Test
        void syncPaginator_takenAlong_goesOutAsWhoIsBound() {
            try (DynamoDbClient client = scope.client(sync())) {
                var pages = TenantContext.call(ACME, () -> client.queryPaginator(onePerPage()));
                Throwable denied = catchThrowable(() -> TenantContext.run(
                        GLOBEX,
                        () -> pages.stream()
                                .forEach(page -> assertThat(page.items()).isEmpty())));
                assertThat(denied).isInstanceOf(software.amazon.awssdk.services.dynamodb.model.DynamoDbException.class);
                assertThat(sent()).extracting(LabCall::principal).containsOnly(accessKeyId(GLOBEX));
            }
        }

        @Test
        void boundClient_takenAlong_isRefused() {
            try (DynamoDbClient client = TenantContext.call(ACME, () -> scope.boundClient(sync()))) {
                Throwable refused = catchThrowable(() ->
                        TenantContext.run(GLOBEX, () -> client.getItem(getItem().build())));
                assertRefused(refused, ErrorCode.CALL_NOT_SCOPED);
            }
        }

        /** The same tenant, with more rights and in another's name. */
        @Test
        void boundClient_usedUnderOtherAttributesOrAnotherActor_isRefused() {
            Tenant admin = Tenant.of(ACME).withAttribute("role", "admin").withActor("alice");
            try (TenantCredentials tagged = lab.credentials()
                            .attributeTag("role", "Role")
                            .sourceIdentityFromActor()
                            .build();
                    DynamoDbClient client =
                            TenantContext.call(admin, () -> tagged.scope().boundClient(sync()))) {
                TenantContext.run(admin, () -> client.getItem(getItem().build()));
                for (Tenant other : List.of(admin.withAttribute("role", "guest"), admin.withActor("mallory"))) {
                    mark();
                    assertRefused(
                            catchThrowable(() -> TenantContext.run(
                                    other, () -> client.getItem(getItem().build()))),
                            ErrorCode.CALL_NOT_SCOPED);
                }
            }
        }

        @Test
        void boundClient_outsideAnyTenant_goesOutAsItsOwn() {
            try (DynamoDbClient client = TenantContext.call(ACME, () -> scope.boundClient(sync()))) {
                assertThat(client.getItem(getItem().build()).item()).isNotEmpty();
                assertThat(sent()).extracting(LabCall::principal).containsOnly(accessKeyId(ACME));
            }
        }

        /** An interceptor of the application sees requests with what the scope put into them. */
        @Test
        void requestOfAnotherScope_isRefused() {
            var seen = new ConcurrentLinkedQueue<QueryRequest>();
            var spy = new ExecutionInterceptor() {
                @Override
                public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
                    seen.add((QueryRequest) context.request());
                }
            };
            try (TenantCredentials others = lab.credentials().build();
                    DynamoDbAsyncClient other =
                            others.scope().client(async().overrideConfiguration(o -> o.addExecutionInterceptor(spy)));
                    DynamoDbAsyncClient client = scope.client(async())) {
                TenantContext.run(
                        ACME,
                        () -> other.queryPaginator(onePerPage())
                                .subscribe(page -> {})
                                .join());
                mark();
                Throwable refused = catchThrowable(() -> TenantContext.run(
                        ACME, () -> client.query(seen.element()).join()));
                assertRefused(refused, ErrorCode.SCOPE_OVERRIDDEN);
            }
        }
    }

    @Nested
    final class OfTheSdksOwnMachinery {

        @Test
        void asyncPaginator_ofAClientWithThePluginOnly_isRefusedAtPage2() {
            try (DynamoDbAsyncClient client = async().addPlugin(scope).build()) {
                Throwable refused = catchThrowable(() -> TenantContext.call(
                                ACME,
                                () -> client.queryPaginator(query -> query.tableName(TABLE)
                                                .limit(1)
                                                .keyConditionExpression("tenant = :t")
                                                .expressionAttributeValues(Map.of(":t", AttributeValue.fromS("acme"))))
                                        .subscribe(page -> {}))
                        .join());
                assertThat(causeOf(refused)).isInstanceOf(NoTenantException.class);
                assertThat(sent()).hasSize(1).extracting(LabCall::principal).containsOnly(accessKeyId(ACME));
            }
        }

        @Test
        void multipartUpload_ofASharedClient_neverGoesOutAsTheService() {
            try (S3AsyncClient client = scope.client(lab.at(S3AsyncClient.builder())
                    .httpClient(lab.asyncHttp())
                    .forcePathStyle(true)
                    .multipartEnabled(true))) {
                Throwable thrown = catchThrowable(() -> TenantContext.call(
                                ACME,
                                () -> client.putObject(
                                        put -> put.bucket(BUCKET).key("acme/parts"),
                                        AsyncRequestBody.fromBytes(new byte[20 * 1024 * 1024])))
                        .join());
                // Older versions of the SDK lose the tenant between the parts, newer ones take it along.
                if (thrown != null) {
                    assertThat(causeOf(thrown)).isInstanceOf(NoTenantException.class);
                }
                assertThat(sent()).isNotEmpty().extracting(LabCall::principal).containsOnly(accessKeyId(ACME));
            }
        }

        @Test
        void batchManagerOfTheClient_isRefused() {
            try (SqsAsyncClient client = scope.client(sqs())) {
                assertRefused(
                        catchThrowable(() -> TenantContext.run(ACME, client::batchManager)), ErrorCode.CALL_NOT_SCOPED);
            }
        }

        @Test
        void batchManager_withoutTheCheck_sendsOneTenantsMessagesAsAnother() {
            try (SqsAsyncClient client = sqs().addPlugin(unchecked()).build();
                    SqsAsyncBatchManager batches = batches(client)) {
                assertThat(catchThrowable(() -> sendAFullBatch(batches))).isNotNull();
                assertThat(sent()).extracting(LabCall::principal).contains(accessKeyId(GLOBEX));
            }
        }

        @Test
        void batchManager_ofAScopedClient_isRefused() {
            for (SqsAsyncClient client :
                    List.of(scope.client(sqs()), sqs().addPlugin(scope).build())) {
                try (SqsAsyncBatchManager batches = batches(client)) {
                    assertRefused(catchThrowable(() -> sendAFullBatch(batches)), ErrorCode.CALL_NOT_SCOPED);
                } finally {
                    client.close();
                }
            }
        }

        private SqsAsyncBatchManager batches(SqsAsyncClient client) {
            return SqsAsyncBatchManager.builder()
                    .client(client)
                    .scheduledExecutor(TIMER)
                    .build();
        }

        private SqsAsyncClientBuilder sqs() {
            return lab.at(SqsAsyncClient.builder()).httpClient(lab.asyncHttp());
        }

        /** Nine messages of one tenant, then the tenth of another, on whose thread the batch is sent. */
        private void sendAFullBatch(SqsAsyncBatchManager batches) {
            CompletableFuture<?> last = CompletableFuture.completedFuture(null);
            for (int i = 0; i < 10; i++) {
                last = TenantContext.call(
                        i < 9 ? ACME : GLOBEX,
                        () -> batches.sendMessage(send -> send.queueUrl(lab.endpoint() + "/111122223333/orders")
                                .messageBody("hello")));
            }
            last.join();
        }

        @Test
        void client_withMarksOfItsOwnAndABuilderUsedTwice_isScoped() {
            DynamoDbClientBuilder builder =
                    sync().overrideConfiguration(o -> o.putExecutionAttribute(OWN_MARK, "mine"));
            try (DynamoDbClient first = TenantContext.call(ACME, () -> scope.boundClient(builder));
                    DynamoDbClient second = scope.client(builder)) {
                TenantContext.run(ACME, () -> {
                    assertThat(first.getItem(getItem().build()).item()).isNotEmpty();
                    assertThat(second.getItem(getItem().build()).item()).isNotEmpty();
                });
                Throwable denied = catchThrowable(() ->
                        TenantContext.run(GLOBEX, () -> second.getItem(getItem().build())));
                assertThat(denied).hasMessageContaining("not authorized");
                assertThat(sent())
                        .extracting(LabCall::principal)
                        .containsExactly(accessKeyId(ACME), accessKeyId(ACME), accessKeyId(GLOBEX));
            }
        }

        @Test
        void asyncRefusal_isTheCauseOfWhatTheFutureThrows() {
            try (DynamoDbAsyncClient client = scope.client(async())) {
                assertThatThrownBy(() -> TenantContext.call(
                                        ACME,
                                        () -> client.getItem(getItem()
                                                .overrideConfiguration(o -> o.credentialsProvider(lab.service()))
                                                .build()))
                                .join())
                        .isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(CallNotScopedException.class);
            }
        }
    }

    /** Clients that nobody gave a scope, on the class path of this library. */
    @Nested
    final class UnscopedClients {

        @Test
        void syncCall_insideATenant_isRefused() {
            try (DynamoDbClient client =
                    sync().credentialsProvider(lab.service()).build()) {
                Throwable refused = catchThrowable(() ->
                        TenantContext.run(ACME, () -> client.getItem(getItem().build())));
                assertRefused(refused, ErrorCode.CLIENT_NOT_SCOPED);
            }
        }

        @Test
        void asyncCall_insideATenant_isRefused() {
            try (DynamoDbAsyncClient client =
                    async().credentialsProvider(lab.service()).build()) {
                Throwable refused = catchThrowable(() -> TenantContext.call(
                                ACME, () -> client.getItem(getItem().build()))
                        .join());
                assertRefused(refused, ErrorCode.CLIENT_NOT_SCOPED);
            }
        }

        @Test
        void presigner_insideATenant_isRefused() {
            try (S3Presigner presigner = presigner(lab.service())) {
                Throwable refused = catchThrowable(() -> TenantContext.run(ACME, () -> presign(presigner)));
                assertRefused(refused, ErrorCode.CLIENT_NOT_SCOPED);
            }
        }

        @Test
        void clientWithTheTenantsProvider_insideATenant_goesOutAsTheTenant() {
            try (DynamoDbClient client =
                    sync().credentialsProvider(credentials.provider()).build()) {
                TenantContext.run(ACME, () -> client.getItem(getItem().build()));
                assertThat(sent()).extracting(LabCall::principal).containsOnly(accessKeyId(ACME));
            }
        }

        @Test
        void call_outsideAnyTenant_goesOutAsTheService() {
            try (DynamoDbClient client =
                    sync().credentialsProvider(lab.service()).build()) {
                assertThatThrownBy(() -> client.getItem(getItem().build())).hasMessageContaining("not authorized");
                assertThat(sent()).hasSize(1);
            }
        }

        @Test
        void serviceClient_insideATenant_goesOutAsTheService() {
            try (DynamoDbClient client = sync().credentialsProvider(lab.service())
                    .addPlugin(TenantScope.serviceClient())
                    .build()) {
                assertThatThrownBy(() -> TenantContext.run(
                                ACME, () -> client.getItem(getItem().build())))
                        .hasMessageContaining("not authorized");
                assertThat(sent()).hasSize(1);
            }
        }

        @Test
        void sts_insideATenant_goesOut() {
            try (StsClient sts = lab.at(StsClient.builder())
                    .credentialsProvider(lab.service())
                    .httpClient(lab.http())
                    .build()) {
                assertThat(TenantContext.call(ACME, () -> sts.getCallerIdentity())
                                .arn())
                        .contains("assumed-role/service");
            }
        }
    }

    private static S3Presigner presigner(AwsCredentialsProvider provider) {
        return S3Presigner.builder()
                .endpointOverride(lab.endpoint())
                .region(lab.lab().region())
                .credentialsProvider(provider)
                .build();
    }

    private static Object presign(S3Presigner presigner) {
        return presigner.presignGetObject(presign -> presign.signatureDuration(Duration.ofMinutes(1))
                .getObjectRequest(get -> get.bucket(BUCKET).key("acme/file")));
    }

    @Test
    void guard_isFoundByTheSdk() {
        assertThat(Stream.of("software/amazon/awssdk/global/handlers/execution.interceptors")
                        .map(ScopeAttacksTest.class.getClassLoader()::getResource))
                .doesNotContainNull();
    }
}

package dev.partywall.abac;

import static dev.partywall.abac.ScopedLab.BUCKET;
import static dev.partywall.abac.ScopedLab.TABLE;
import static dev.partywall.abac.ScopedLab.item;
import static dev.partywall.abac.ScopedLab.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.testing.LabCall;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.enhanced.dynamodb.AttributeConverterProvider;
import software.amazon.awssdk.enhanced.dynamodb.AttributeValueType;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbAsyncTable;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbEnhancedAsyncClient;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbEnhancedClient;
import software.amazon.awssdk.enhanced.dynamodb.TableMetadata;
import software.amazon.awssdk.enhanced.dynamodb.TableSchema;
import software.amazon.awssdk.enhanced.dynamodb.document.DocumentTableSchema;
import software.amazon.awssdk.enhanced.dynamodb.document.EnhancedDocument;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryConditional;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.transfer.s3.S3TransferManager;

/** One client for all tenants, over everything by which the SDK makes calls. */
final class TenantScopeTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final TenantId GLOBEX = TenantId.of("globex");
    private static final int PAGES = 4;

    private static ScopedLab lab;
    private static TenantCredentials credentials;
    private static TenantScope scope;

    private long mark;

    @BeforeAll
    static void start() {
        lab = ScopedLab.withData();
        credentials = lab.credentials().build();
        scope = credentials.scope();
        for (TenantId tenant : List.of(ACME, GLOBEX)) {
            for (int i = 0; i < PAGES; i++) {
                lab.putItem(tenant.value(), "page-" + i, "of " + tenant);
            }
        }
    }

    @AfterAll
    static void stop() {
        credentials.close();
        lab.close();
    }

    @BeforeEach
    void mark() {
        mark = lab.lab().calls().mark();
    }

    /** All calls of this test but those to STS were signed with the tenant's session, and verified as its. */
    private void assertAllCallsOf(TenantId tenant, int atLeast) {
        String accessKeyId = TenantContext.call(tenant, credentials.provider()::resolveCredentials)
                .accessKeyId();
        List<LabCall> calls = lab.lab()
                .calls()
                .since(mark)
                .matching(call -> !call.service().equals("sts"))
                .list();
        assertThat(calls).hasSizeGreaterThanOrEqualTo(atLeast);
        assertThat(calls).extracting(LabCall::principal).containsOnly(accessKeyId);
        String arn = "arn:aws:sts::" + lab.lab().accountId() + ":assumed-role/tenants/" + tenant;
        assertThat(calls)
                .extracting(LabCall::caller)
                .filteredOn(caller -> caller != null)
                .containsOnly(arn);
    }

    private static String textOf(Map<String, AttributeValue> item, String name) {
        return java.util.Objects.requireNonNull(item.get(name), name).s();
    }

    private static QueryRequest onePerPage(TenantId tenant) {
        return QueryRequest.builder()
                .tableName(TABLE)
                .limit(1)
                .keyConditionExpression("tenant = :t")
                .expressionAttributeValues(Map.of(":t", AttributeValue.fromS(tenant.value())))
                .build();
    }

    @Nested
    final class SyncClients {

        private final DynamoDbClient dynamoDb =
                lab.closing(scope.client(lab.at(DynamoDbClient.builder()).httpClient(lab.http())));

        @Test
        void call_eachTenant_goesOutAsThatTenant() {
            for (TenantId tenant : List.of(ACME, GLOBEX, ACME)) {
                mark();
                TenantContext.run(
                        tenant,
                        () -> dynamoDb.putItem(put -> put.tableName(TABLE).item(item(tenant.value(), "one", "hello"))));
                assertAllCallsOf(tenant, 1);
            }
        }

        @Test
        void call_addedAsPlugin_goesOutAsTheTenant() {
            DynamoDbClient plugged = lab.closing(lab.at(DynamoDbClient.builder())
                    .httpClient(lab.http())
                    .credentialsProvider(lab.service())
                    .addPlugin(scope)
                    .build());
            TenantContext.run(
                    ACME, () -> plugged.getItem(get -> get.tableName(TABLE).key(key("acme", "page-0"))));
            assertAllCallsOf(ACME, 1);
        }

        @Test
        void paginator_allPages_goOutAsTheTenant() {
            List<String> texts = TenantContext.call(
                    ACME,
                    () -> dynamoDb.queryPaginator(onePerPage(ACME)).items().stream()
                            .filter(item -> textOf(item, "id").startsWith("page-"))
                            .map(item -> textOf(item, "text"))
                            .toList());
            assertThat(texts).hasSize(PAGES).containsOnly("of acme");
            assertAllCallsOf(ACME, PAGES);
        }

        @Test
        void waiter_untilThere_asksAsTheTenant() {
            TenantContext.run(ACME, () -> dynamoDb.waiter().waitUntilTableExists(table -> table.tableName(TABLE)));
            assertAllCallsOf(ACME, 1);
        }

        @Test
        void retry_everyAttempt_goesOutAsTheTenant() {
            try (var fault = lab.lab().faults().on("dynamodb:GetItem").times(2).serverError()) {
                TenantContext.run(
                        ACME, () -> dynamoDb.getItem(get -> get.tableName(TABLE).key(key("acme", "page-0"))));
                assertThat(fault.hits()).isEqualTo(2);
            }
            List<String> signers = lab.lab().calls().since(mark).of("dynamodb:GetItem").list().stream()
                    .map(LabCall::principal)
                    .map(String::valueOf)
                    .distinct()
                    .toList();
            assertThat(signers)
                    .containsExactly(TenantContext.call(ACME, credentials.provider()::resolveCredentials)
                            .accessKeyId());
        }

        @Test
        void kms_eachTenant_opensItsOwn() {
            String key = lab.lab().createKey();
            KmsClient kms = lab.closing(scope.client(lab.at(KmsClient.builder()).httpClient(lab.http())));
            SdkBytes sealed = TenantContext.call(
                            ACME,
                            () -> kms.encrypt(encrypt -> encrypt.keyId(key)
                                    .plaintext(SdkBytes.fromUtf8String("secret"))
                                    .encryptionContext(Map.of("tenant", "acme"))))
                    .ciphertextBlob();
            SdkBytes opened = TenantContext.call(
                            ACME,
                            () -> kms.decrypt(decrypt ->
                                    decrypt.ciphertextBlob(sealed).encryptionContext(Map.of("tenant", "acme"))))
                    .plaintext();
            assertThat(opened.asUtf8String()).isEqualTo("secret");
            assertAllCallsOf(ACME, 2);
        }

        @Test
        void enhanced_tableAndPages_goOutAsTheTenant() {
            var enhanced =
                    DynamoDbEnhancedClient.builder().dynamoDbClient(dynamoDb).build();
            var table = enhanced.table(TABLE, documents());
            TenantContext.run(ACME, () -> {
                table.putItem(document("acme", "enhanced"));
                assertThat(table.query(request -> request.limit(1).queryConditional(ofTenant("acme"))).items().stream())
                        .hasSizeGreaterThanOrEqualTo(PAGES);
            });
            assertAllCallsOf(ACME, PAGES + 1);
        }
    }

    private static QueryConditional ofTenant(String tenant) {
        return QueryConditional.keyEqualTo(k -> k.partitionValue(tenant));
    }

    private static DocumentTableSchema documents() {
        return TableSchema.documentSchemaBuilder()
                .addIndexPartitionKey(TableMetadata.primaryIndexName(), "tenant", AttributeValueType.S)
                .addIndexSortKey(TableMetadata.primaryIndexName(), "id", AttributeValueType.S)
                .attributeConverterProviders(AttributeConverterProvider.defaultProvider())
                .build();
    }

    private static EnhancedDocument document(String tenant, String id) {
        return EnhancedDocument.builder()
                .attributeConverterProviders(AttributeConverterProvider.defaultProvider())
                .putString("tenant", tenant)
                .putString("id", id)
                .build();
    }

    @Nested
    final class AsyncClients {

        private final DynamoDbAsyncClient dynamoDb =
                lab.closing(scope.client(lab.at(DynamoDbAsyncClient.builder()).httpClient(lab.asyncHttp())));

        @Test
        void call_tenantsAtOnce_eachGoesOutAsItsOwn() {
            List<CompletableFuture<String>> read = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                TenantId tenant = i % 2 == 0 ? ACME : GLOBEX;
                read.add(TenantContext.call(
                        tenant,
                        () -> dynamoDb.getItem(get -> get.tableName(TABLE).key(key(tenant.value(), "page-1")))
                                .thenApply(answer -> textOf(answer.item(), "text"))));
            }
            assertThat(read.stream()
                            .map(CompletableFuture::join)
                            .collect(Collectors.groupingBy(text -> text, Collectors.counting())))
                    .isEqualTo(Map.of("of acme", 25L, "of globex", 25L));
        }

        @Test
        void paginator_pagesOnThreadsOfTheSdk_goOutAsTheTenant() {
            var texts = new ConcurrentLinkedQueue<String>();
            TenantContext.call(
                            ACME,
                            () -> dynamoDb.queryPaginator(onePerPage(ACME))
                                    .items()
                                    .filter(item -> textOf(item, "id").startsWith("page-"))
                                    .subscribe(item -> texts.add(textOf(item, "text"))))
                    .join();
            assertThat(texts).hasSize(PAGES).containsOnly("of acme");
            assertAllCallsOf(ACME, PAGES);
        }

        @Test
        void paginator_subscribedOutsideTheTenant_staysWithTheTenant() {
            var publisher = TenantContext.call(ACME, () -> dynamoDb.queryPaginator(onePerPage(ACME)));
            publisher.subscribe(page -> {}).join();
            assertAllCallsOf(ACME, PAGES);
        }

        @Test
        void waiter_pollsOnThreadsOfTheSdk_goOutAsTheTenant() {
            try (var fault = lab.lab()
                    .faults()
                    .on("dynamodb:DescribeTable")
                    .times(1)
                    .error(400, "ResourceNotFoundException", "not yet")) {
                TenantContext.call(
                                ACME,
                                () -> dynamoDb.waiter()
                                        .waitUntilTableExists(
                                                describe -> describe.tableName(TABLE),
                                                overrides -> overrides.backoffStrategyV2(
                                                        software.amazon.awssdk.retries.api.BackoffStrategy
                                                                .retryImmediately())))
                        .join();
                assertThat(fault.hits()).isEqualTo(1);
            }
            assertAllCallsOf(ACME, 2);
        }

        @Test
        void retry_attemptsOnThreadsOfTheSdk_goOutAsTheTenant() {
            try (var fault = lab.lab().faults().on("dynamodb:GetItem").times(2).serverError()) {
                TenantContext.call(
                                ACME,
                                () -> dynamoDb.getItem(
                                        get -> get.tableName(TABLE).key(key("acme", "page-0"))))
                        .join();
                assertThat(fault.hits()).isEqualTo(2);
            }
            assertThat(lab.lab().calls().since(mark).of("dynamodb:GetItem").list().stream()
                            .map(LabCall::principal)
                            .distinct())
                    .hasSize(1);
        }

        @Test
        void session_askedForBeforehand_doesNotBlockTheCaller() {
            TenantId cold = TenantId.of("cold-async");
            try (var held = lab.lab().faults().on("sts:AssumeRole").hold()) {
                CompletableFuture<?> session =
                        TenantContext.call(cold, () -> credentials.provider().resolveIdentity());
                held.await(1);
                assertThat(session).isNotDone();
                held.release();
                session.join();
            }
            TenantContext.call(
                            cold,
                            () -> dynamoDb.getItem(get -> get.tableName(TABLE).key(key("cold-async", "x"))))
                    .join();
            assertAllCallsOf(cold, 1);
        }

        @Test
        void enhanced_pages_goOutAsTheTenant() {
            var enhanced = DynamoDbEnhancedAsyncClient.builder()
                    .dynamoDbClient(dynamoDb)
                    .build();
            DynamoDbAsyncTable<EnhancedDocument> table = enhanced.table(TABLE, documents());
            var ids = new ConcurrentLinkedQueue<String>();
            TenantContext.call(
                            GLOBEX,
                            () -> table.query(request -> request.limit(1).queryConditional(ofTenant("globex")))
                                    .items()
                                    .subscribe(document -> ids.add(document.getString("id"))))
                    .join();
            assertThat(ids).hasSizeGreaterThanOrEqualTo(PAGES);
            assertAllCallsOf(GLOBEX, PAGES);
        }

        @Test
        void objectMethods_ofAScopedClient_areItsOwn() {
            assertThat(dynamoDb).isIn(java.util.Set.of(dynamoDb)).isNotEqualTo("another");
            assertThat(dynamoDb.serviceName()).isEqualTo("dynamodb");
            assertThat(dynamoDb.toString()).isNotEmpty();
        }
    }

    @Nested
    final class S3 {

        private final S3Client s3 = lab.closing(
                scope.client(lab.at(S3Client.builder()).httpClient(lab.http()).forcePathStyle(true)));

        @Test
        void objects_putGetAndList_goOutAsTheTenant() {
            TenantContext.run(ACME, () -> {
                s3.putObject(put -> put.bucket(BUCKET).key("acme/file"), RequestBody.fromString("of acme"));
                assertThat(s3.getObjectAsBytes(get -> get.bucket(BUCKET).key("acme/file"))
                                .asUtf8String())
                        .isEqualTo("of acme");
                assertThat(s3.listObjectsV2Paginator(list ->
                                        list.bucket(BUCKET).prefix("acme/").maxKeys(1))
                                .contents())
                        .isNotEmpty();
            });
            assertAllCallsOf(ACME, 3);
        }

        @Test
        void presigner_url_isSignedAsTheTenant() throws IOException, InterruptedException {
            TenantContext.run(
                    ACME,
                    () -> s3.putObject(put -> put.bucket(BUCKET).key("acme/link"), RequestBody.fromString("linked")));
            try (S3Presigner presigner = S3Presigner.builder()
                    .endpointOverride(lab.endpoint())
                    .region(lab.lab().region())
                    .serviceConfiguration(S3Configuration.builder()
                            .pathStyleAccessEnabled(true)
                            .build())
                    .credentialsProvider(credentials.provider())
                    .build()) {
                URI url = URI.create(TenantContext.call(
                                ACME,
                                () -> presigner.presignGetObject(
                                        presign -> presign.signatureDuration(Duration.ofMinutes(5))
                                                .getObjectRequest(get ->
                                                        get.bucket(BUCKET).key("acme/link"))))
                        .url()
                        .toString());
                var answer = HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
                assertThat(answer.body()).isEqualTo("linked");
            }
            assertAllCallsOf(ACME, 2);
        }

        @Test
        void transferManager_overAScopedClient_goesOutAsTheTenant(@TempDir Path folder) throws IOException {
            Path file = Files.writeString(folder.resolve("up"), "uploaded");
            S3AsyncClient async = lab.closing(scope.client(
                    lab.at(S3AsyncClient.builder()).httpClient(lab.asyncHttp()).forcePathStyle(true)));
            try (S3TransferManager transfers =
                    S3TransferManager.builder().s3Client(async).build()) {
                TenantContext.call(
                                ACME,
                                () -> transfers.uploadFile(upload -> upload.source(file)
                                        .putObjectRequest(
                                                put -> put.bucket(BUCKET).key("acme/up"))))
                        .completionFuture()
                        .join();
                TenantContext.call(
                                ACME,
                                () -> transfers.downloadFile(download -> download.destination(folder.resolve("down"))
                                        .getObjectRequest(
                                                get -> get.bucket(BUCKET).key("acme/up"))))
                        .completionFuture()
                        .join();
            }
            assertThat(folder.resolve("down")).hasContent("uploaded");
            assertAllCallsOf(ACME, 2);
        }

        @Test
        void transferManager_foldersAndParts_ofABoundClient_goOutAsTheTenant(@TempDir Path folder) throws IOException {
            byte[] large = new byte[12 * 1024 * 1024];
            Path up = Files.createDirectory(folder.resolve("up"));
            Files.write(up.resolve("large"), large);
            Files.writeString(up.resolve("small"), "small");
            S3AsyncClient async = lab.closing(TenantContext.call(
                    ACME,
                    () -> scope.boundClient(lab.at(S3AsyncClient.builder())
                            .httpClient(lab.asyncHttp())
                            .forcePathStyle(true)
                            .multipartEnabled(true))));
            S3AsyncClient whole = lab.closing(TenantContext.call(
                    ACME,
                    () -> scope.boundClient(lab.at(S3AsyncClient.builder())
                            .httpClient(lab.asyncHttp())
                            .forcePathStyle(true))));
            try (S3TransferManager transfers =
                            S3TransferManager.builder().s3Client(async).build();
                    S3TransferManager downloads =
                            S3TransferManager.builder().s3Client(whole).build()) {
                var uploaded = transfers
                        .uploadDirectory(
                                upload -> upload.source(up).bucket(BUCKET).s3Prefix("acme/tree"))
                        .completionFuture()
                        .join();
                assertThat(uploaded.failedTransfers()).isEmpty();
                var downloaded = downloads
                        .downloadDirectory(download -> download.destination(folder.resolve("down"))
                                .bucket(BUCKET)
                                .listObjectsV2RequestTransformer(list -> list.prefix("acme/tree/")))
                        .completionFuture()
                        .join();
                assertThat(downloaded.failedTransfers()).isEmpty();
            }
            try (var down = Files.walk(folder.resolve("down"))) {
                assertThat(down.filter(Files::isRegularFile)
                                .mapToLong(file -> file.toFile().length())
                                .sum())
                        .isEqualTo(large.length + 5L);
            }
            assertThat(lab.lab().calls().since(mark).of("s3:UploadPart").count())
                    .isGreaterThan(1);
            assertAllCallsOf(ACME, 6);
        }

        @Test
        void async_putAndGet_goOutAsTheTenant() {
            S3AsyncClient async = lab.closing(scope.client(
                    lab.at(S3AsyncClient.builder()).httpClient(lab.asyncHttp()).forcePathStyle(true)));
            TenantContext.call(
                            GLOBEX,
                            () -> async.putObject(
                                    put -> put.bucket(BUCKET).key("globex/a"),
                                    AsyncRequestBody.fromString("of globex")))
                    .join();
            String read = TenantContext.call(
                            GLOBEX,
                            () -> async.getObject(
                                    get -> get.bucket(BUCKET).key("globex/a"), AsyncResponseTransformer.toBytes()))
                    .join()
                    .asUtf8String();
            assertThat(read).isEqualTo("of globex");
            assertAllCallsOf(GLOBEX, 2);
        }
    }
}

package dev.partywall.lifecycle.reencryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import dev.partywall.testing.LabFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

@AwsLabTest(scope = AwsLabTest.Scope.SUITE)
final class S3RecordSourceTest extends RecordSourceContract {

    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private final AwsLab lab;
    private final S3Client impatient;
    private final String bucket = "bucket-" + BUCKETS.incrementAndGet();

    S3RecordSourceTest(AwsLab lab) {
        this.lab = lab;
        this.impatient = client(new ExecutionInterceptor() {});
    }

    private S3Client client(ExecutionInterceptor interceptor) {
        return S3Client.builder()
                .endpointOverride(lab.endpoint())
                .region(lab.region())
                .credentialsProvider(lab.credentials())
                .forcePathStyle(true)
                .overrideConfiguration(settings -> settings.retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(interceptor))
                .build();
    }

    @AfterEach
    void end() {
        impatient.close();
    }

    @Override
    RecordStore create() {
        return new S3RecordStore(lab.s3(), "contract-" + BUCKETS.incrementAndGet());
    }

    private S3RecordStore withRecord() {
        S3RecordStore store = new S3RecordStore(lab.s3(), bucket);
        store.put("r1", message("r1", 0));
        return store;
    }

    private void putPlain(String key, byte[] content) {
        lab.s3().putObject(put -> put.bucket(bucket).key(key), RequestBody.fromBytes(content));
    }

    @Test
    void read_keysOfOthersThatBeginLikeTheTenants_areNotItsOwn() {
        S3RecordStore store = withRecord();
        List.of("acme2/r", "acme", "acm/r", "acme-/r", "x/acme/r").forEach(key -> putPlain(key, new byte[] {1}));

        assertThat(all(store.source(), 10)).extracting(StoredRecord::key).containsExactly("acme/r1");
        for (String key : List.of("acme2/r", "acme", "acme/", "x/acme/r")) {
            assertUnusable(() -> store.source().find(key));
        }
    }

    @Test
    void read_folders_arePassedOver() {
        S3RecordStore store = withRecord();
        putPlain("acme/", new byte[0]);
        putPlain("acme/sub/", new byte[0]);
        putPlain("acme/sub/r2", new byte[] {1});

        assertThat(all(store.source(), 1))
                .extracting(record -> record.recordId().value())
                .containsExactly("r1", "sub/r2");
    }

    @Test
    void read_objectLargerThanTheSetting_isRefused() {
        S3RecordStore store = withRecord();
        putPlain("acme/r2", new byte[100]);
        StoredRecord large = store.source().find("acme/r2").orElseThrow();

        RecordSource source = store.builder(lab.s3()).largestObject(99).build();

        RecordPage page = source.read(source.partitions().get(0), Optional.empty(), 10);

        assertThat(page.records()).extracting(StoredRecord::key).containsExactly("acme/r1");
        assertThat(page.unreadable()).singleElement().satisfies(one -> {
            assertThat(one.key()).isEqualTo(large.key());
            assertThat(one.reason()).hasMessageContaining("largestObject");
            assertThat(one).hasToString("UnreadableRecord[PW-552 RECORD_SOURCE_UNUSABLE]");
        });
        assertUnusable(() -> source.find(large.key()));
        assertThat(all(store.builder(lab.s3()).largestObject(100).build(), 10)).hasSize(2);
    }

    /** 33 objects of a MiB: a page ends before its messages take more than 32. */
    @Test
    void read_largeObjects_endsThePageBeforeItHoldsTooMuch() {
        S3RecordStore store = new S3RecordStore(lab.s3(), bucket);
        for (int i = 10; i < 43; i++) {
            putPlain("acme/" + i, new byte[1 << 20]);
        }

        RecordPage first = store.source().read(store.source().partitions().get(0), Optional.empty(), 1000);

        assertThat(first.records()).hasSize(32);
        assertThat(all(store.source(), 1000)).hasSize(33);
    }

    @Test
    void replace_objectWithoutAnyMetadata_givesItNone() {
        S3RecordStore store = new S3RecordStore(lab.s3(), bucket);
        putPlain("acme/r1", new byte[] {1});
        StoredRecord record = all(store.source(), 1).get(0);
        HeadObjectResponse before = head("acme/r1");

        assertThat(store.source().replace(record, new byte[] {2})).isTrue();

        HeadObjectResponse after = head("acme/r1");
        assertThat(after.metadata()).isEmpty();
        assertThat(after.contentType()).isEqualTo(before.contentType());
        assertThat(after.expiresString()).isNull();
        assertThat(after.cacheControl()).isNull();
        assertThat(after.storageClassAsString()).isEqualTo(before.storageClassAsString());
        assertThat(after.contentEncoding()).isEqualTo(before.contentEncoding());
    }

    private HeadObjectResponse head(String key) {
        return lab.s3().headObject(head -> head.bucket(bucket).key(key));
    }

    /** Without an entity tag the write would have no condition. */
    @Test
    void replace_recordWithoutEntityTag_isRefused() {
        S3RecordStore store = withRecord();
        StoredRecord record = all(store.source(), 1).get(0);

        assertUnusable(() -> store.source()
                .replace(StoredRecord.of(record.key(), record.recordId(), record.message()), new byte[] {2}));

        assertThat(store.message("r1")).contains(message("r1", 0));
    }

    /** HEAD finds the object that was read; another write comes before the PUT, and one removal. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void replace_changedBetweenHeadAndPut_isFalse(boolean removed) {
        S3RecordStore store = withRecord();
        StoredRecord record = all(store.source(), 1).get(0);
        try (S3Client overtaken = client(new ExecutionInterceptor() {
            @Override
            public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
                if (context.httpRequest().method().name().equals("PUT")) {
                    if (removed) {
                        store.remove("r1");
                    } else {
                        store.put("r1", message("r1", 7));
                    }
                }
            }
        })) {
            assertThat(store.builder(overtaken).build().replace(record, message("r1", 1)))
                    .isFalse();
        }
        if (removed) {
            assertThat(store.messages(RecordStore.TENANT)).isEmpty();
        } else {
            assertThat(store.message("r1")).contains(message("r1", 7));
        }
    }

    @Test
    void replace_writtenByAnotherAtThisMoment_isFalse() {
        S3RecordStore store = withRecord();
        RecordSource source = store.builder(impatient).build();
        StoredRecord record = all(source, 1).get(0);

        try (LabFault fault = lab.faults()
                .on("s3:PutObject")
                .error(409, "ConditionalRequestConflict", "conflicting conditional operation")) {
            assertThat(source.replace(record, message("r1", 1))).isFalse();
            assertThat(fault.hits()).isPositive();
        }
        assertThat(source.replace(record, message("r1", 1))).isTrue();
    }

    private static ExecutionInterceptor telling(UnaryOperator<HeadObjectResponse.Builder> more) {
        return new ExecutionInterceptor() {
            @Override
            public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
                return context.response() instanceof HeadObjectResponse head
                        ? more.apply(head.toBuilder()).build()
                        : context.response();
            }
        };
    }

    static Stream<UnaryOperator<HeadObjectResponse.Builder>> lost() {
        return Stream.of(
                head -> head.missingMeta(1),
                head -> head.objectLockMode(ObjectLockMode.COMPLIANCE),
                head -> head.objectLockLegalHoldStatus("ON"),
                head -> head.objectLockLegalHoldStatus("of another kind"));
    }

    @Test
    void replace_legalHoldThatIsOff_isMade() {
        S3RecordStore store = withRecord();
        StoredRecord record = all(store.source(), 1).get(0);
        try (S3Client client = client(telling(head -> head.objectLockLegalHoldStatus("OFF")))) {
            assertThat(store.builder(client).build().replace(record, message("r1", 1)))
                    .isTrue();
        }
    }

    @Test
    void replace_taggedObjectOfASourceWithoutTags_isRefusedAndStays() {
        S3RecordStore store = withRecord();
        StoredRecord record = all(store.source(), 1).get(0);
        Optional<String> rest = store.rest("r1");
        try (S3Client client = client(telling(head -> head.tagCount(2)))) {
            assertUnusable(() -> store.builder(client).untagged().build().replace(record, message("r1", 1)));
            assertThat(store.rest("r1")).isEqualTo(rest);
            assertThat(store.builder(client).build().replace(record, message("r1", 1)))
                    .isTrue();
        }
    }

    /** What S3 does not say is no: the bucket's own setting may be yes. */
    @ParameterizedTest
    @CsvSource({"aws:kms, , false", "aws:kms, true, true", "AES256, , ", "aws:kms:dsse, , "})
    void replace_objectWithOrWithoutABucketKey_keepsIt(String encryption, Boolean before, Boolean after) {
        S3RecordStore store = withRecord();
        StoredRecord record = all(store.source(), 1).get(0);
        List<PutObjectRequest> puts = new ArrayList<>();
        try (S3Client client = client(new ExecutionInterceptor() {
            @Override
            public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
                return context.response() instanceof HeadObjectResponse head
                        ? head.toBuilder()
                                .serverSideEncryption(encryption)
                                .bucketKeyEnabled(before)
                                .build()
                        : context.response();
            }

            @Override
            public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
                if (context.request() instanceof PutObjectRequest put) {
                    puts.add(put);
                    return put.toBuilder()
                            .serverSideEncryption((String) null)
                            .bucketKeyEnabled(null)
                            .build(); // the lab has one encryption
                }
                return context.request();
            }
        })) {
            assertThat(store.builder(client).build().replace(record, message("r1", 1)))
                    .isTrue();
        }
        assertThat(puts).singleElement().satisfies(put -> {
            assertThat(put.serverSideEncryptionAsString()).isEqualTo(encryption);
            assertThat(put.bucketKeyEnabled()).isEqualTo(after);
        });
    }

    /** S3 may find no key in the part that it went through, and go on. */
    @Test
    void read_listingThatBeginsWithNothing_goesOn() {
        S3RecordStore store = withRecord();
        List<String> tokens = new ArrayList<>();
        try (S3Client client = client(new ExecutionInterceptor() {
            @Override
            public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
                if (context.request() instanceof ListObjectsV2Request list) {
                    tokens.add(String.valueOf(list.continuationToken()));
                    return list.toBuilder().continuationToken(null).build();
                }
                return context.request();
            }

            @Override
            public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
                return context.response() instanceof ListObjectsV2Response list && tokens.size() < 3
                        ? list.toBuilder()
                                .contents(List.of())
                                .isTruncated(true)
                                .nextContinuationToken("token-" + tokens.size())
                                .build()
                        : context.response();
            }
        })) {
            assertThat(all(store.builder(client).build(), 10)).hasSize(1);
        }
        assertThat(tokens).containsExactly("null", "token-1", "token-2");
    }

    /** The caller's own failure is not S3's, whatever its type. */
    @Test
    void read_recordIdOfTheCallersThatThrows_throwsThat() {
        S3RecordStore store = withRecord();
        SdkClientException own = SdkClientException.create("of the caller's own client");
        RecordSource source = store.builder(lab.s3())
                .recordId(name -> {
                    throw own;
                })
                .build();

        assertThatThrownBy(() -> all(source, 1)).isSameAs(own);
        assertThatThrownBy(() -> source.find("acme/r1")).isSameAs(own);
    }

    /** A HEAD has no body: a session that has expired is 400 and nothing else, and no trouble of one object. */
    @Test
    void replace_headWithoutACode_isDenied() {
        S3RecordStore store = withRecord();
        StoredRecord record = all(store.source(), 1).get(0);
        try (S3Client client = client(new ExecutionInterceptor() {
            @Override
            public SdkHttpResponse modifyHttpResponse(
                    Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
                return context.httpRequest().method() == SdkHttpMethod.HEAD
                        ? context.httpResponse().toBuilder().statusCode(400).build()
                        : context.httpResponse();
            }
        })) {
            assertFailure(
                    () -> store.builder(client).build().replace(record, message("r1", 1)),
                    ErrorCode.RECORD_SOURCE_ACCESS_DENIED,
                    false);
        }
    }

    /** The lab has neither locks nor such metadata: S3's answer is made here. */
    @ParameterizedTest
    @MethodSource("lost")
    void replace_objectThatWouldLoseSomething_isRefusedAndStays(UnaryOperator<HeadObjectResponse.Builder> more) {
        S3RecordStore store = withRecord();
        StoredRecord record = all(store.source(), 1).get(0);
        try (S3Client client = client(telling(more))) {
            assertUnusable(() -> store.builder(client).build().replace(record, message("r1", 1)));
        }
        assertThat(store.message("r1")).contains(message("r1", 0));
    }

    @Test
    void calls_throttledBrokenOrDenied_areTyped() {
        S3RecordStore store = withRecord();
        RecordSource source = store.builder(impatient).build();
        StoredRecord record = all(source, 1).get(0);
        List<Runnable> calls = List.of(
                () -> all(source, 1), () -> source.find(record.key()), () -> source.replace(record, new byte[1]));

        for (Runnable call : calls) {
            assertStruck(onS3().throttle(), call, ErrorCode.RECORD_SOURCE_UNAVAILABLE, true);
            assertStruck(onS3().serverError(), call, ErrorCode.RECORD_SOURCE_UNAVAILABLE, true);
            assertStruck(onS3().reset(), call, ErrorCode.RECORD_SOURCE_UNAVAILABLE, true);
            assertStruck(onS3().accessDenied(), call, ErrorCode.RECORD_SOURCE_ACCESS_DENIED, false);
        }
        assertStruck(
                onS3().error(400, "RequestTimeout", "slow"),
                () -> all(source, 1),
                ErrorCode.RECORD_SOURCE_UNAVAILABLE,
                true);
        assertStruck(
                lab.faults().on("s3:GetObject").error(403, "InvalidObjectState", "archived"),
                () -> source.find(record.key()),
                ErrorCode.RECORD_SOURCE_UNUSABLE,
                false);
    }

    @Test
    void read_objectThatIsArchived_isToldAndTheOthersAreRead() {
        S3RecordStore store = withRecord();
        store.put("r2", message("r2", 0));
        RecordSource source = store.source();
        try (LabFault archived =
                lab.faults().on("s3:GetObject").times(1).error(403, "InvalidObjectState", "archived")) {
            RecordPage page = source.read(source.partitions().get(0), Optional.empty(), 10);

            assertThat(page.records()).extracting(StoredRecord::key).containsExactly("acme/r2");
            assertThat(page.unreadable()).extracting(UnreadableRecord::key).containsExactly("acme/r1");
            assertThat(archived.hits()).isEqualTo(1);
        }
    }

    private static void assertStruck(LabFault fault, Runnable call, ErrorCode code, boolean retryable) {
        try (fault) {
            assertFailure(call, code, retryable);
            assertThat(fault.hits()).isPositive();
        }
    }

    private LabFault.Builder onS3() {
        return lab.faults().on("s3:*");
    }

    @Test
    void calls_ofABucketThatIsNotThere_areUnusable() {
        RecordSource source =
                S3RecordSource.builder(lab.s3(), "not-there", "acme/").build();

        assertUnusable(() -> all(source, 1));
        assertUnusable(() -> source.find("acme/r1"));
    }

    static Stream<UnaryOperator<S3RecordSource.Builder>> unworkable() {
        return Stream.of(
                builder -> builder.splitAfter("b", "a"),
                builder -> builder.splitAfter("a", "a"),
                builder -> builder.splitAfter(""),
                builder -> builder.splitAfter("\uD83D\uDE00", "\uFB01"),
                builder -> builder.largestObject(0),
                builder -> builder.name("two words"));
    }

    @ParameterizedTest
    @MethodSource("unworkable")
    void build_settingsThatCannotWork_areRefused(UnaryOperator<S3RecordSource.Builder> change) {
        assertThatThrownBy(() -> change.apply(S3RecordSource.builder(lab.s3(), bucket, "acme/"))
                        .build())
                .isInstanceOf(InvalidLifecycleSettingException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "acme", "acme/sub"})
    void build_prefixThatIsNotExact_isRefused(String prefix) {
        assertThatThrownBy(
                        () -> S3RecordSource.builder(lab.s3(), bucket, prefix).build())
                .isInstanceOf(InvalidLifecycleSettingException.class)
                .hasMessageContaining("prefix");
    }

    @Test
    void build_directoryBucket_isRefused() {
        assertThatThrownBy(() -> S3RecordSource.builder(lab.s3(), "files--use1-az5--x-s3", "acme/")
                        .build())
                .isInstanceOf(InvalidLifecycleSettingException.class);
    }
}

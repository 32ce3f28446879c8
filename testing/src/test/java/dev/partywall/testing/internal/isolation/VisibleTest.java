package dev.partywall.testing.internal.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.FlowAdapters;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.sts.StsClient;

final class VisibleTest {

    private static final String CANARY = "canary-0f8c";

    private record Row(String id, Object payload) {}

    private static class Plain {
        @SuppressWarnings("unused") // read by reflection
        private final Object hidden = CANARY;
    }

    private static final class Inherits extends Plain {}

    private static byte[] bytes() {
        return CANARY.getBytes(StandardCharsets.UTF_8);
    }

    /** A tree as JSON libraries have it: iteration shows its children, and a leaf has none. */
    private record Leaf(String text) implements Iterable<Object> {
        @Override
        public Iterator<Object> iterator() {
            return List.of().iterator();
        }
    }

    private static byte[] compressed() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(bytes());
        }
        return bytes.toByteArray();
    }

    private static Flow.Publisher<Object> published(Object... elements) {
        return FlowAdapters.toFlowPublisher(SdkPublisher.fromIterable(List.of(elements)));
    }

    static Stream<Object> heldBack() throws IOException {
        Supplier<Object> supplier = () -> CANARY;
        Callable<Object> callable = () -> CANARY;
        Supplier<Object> nested = () -> Optional.of(supplier);
        return Stream.of(
                supplier,
                callable,
                nested,
                SdkPublisher.fromIterable(List.of("x", "y", CANARY)),
                published("x", new Row("1", CANARY)),
                new Row("1", published(CompletableFuture.completedFuture(CANARY))),
                List.of("x", CANARY).spliterator(),
                Collections.enumeration(List.of("x", CANARY)),
                new StringReader(CANARY),
                Channels.newChannel(new ByteArrayInputStream(bytes())),
                new WeakReference<>(CANARY),
                Map.entry(CANARY, 1),
                new Leaf(CANARY),
                HexFormat.of().formatHex(bytes()),
                HexFormat.of().withUpperCase().formatHex(bytes()),
                CANARY.toUpperCase(Locale.ROOT),
                CANARY.getBytes(StandardCharsets.UTF_16LE),
                compressed(),
                ByteBuffer.wrap(compressed()),
                Base64.getEncoder().encodeToString(("x" + CANARY).getBytes(StandardCharsets.UTF_8)),
                Base64.getEncoder().encodeToString(("xy" + CANARY).getBytes(StandardCharsets.UTF_8)),
                new IllegalStateException("no", new IllegalStateException(CANARY)));
    }

    static Stream<Object> results() {
        Map<String, AttributeValue> item = Map.of(
                "a", AttributeValue.fromM(Map.of("b", AttributeValue.fromL(List.of(AttributeValue.fromS(CANARY))))));
        return Stream.of(
                CANARY,
                CharBuffer.wrap("x" + CANARY + "y"),
                bytes(),
                CANARY.toCharArray(),
                ByteBuffer.wrap(bytes()),
                SdkBytes.fromByteArray(bytes()),
                new ByteArrayInputStream(bytes()),
                Base64.getEncoder().encodeToString(bytes()),
                Optional.of(CANARY),
                List.of("x", List.of(CANARY)),
                Map.of(CANARY, 1),
                Map.of(1, CANARY),
                List.of(1, (Object) new Object[] {1, new String[] {CANARY}}),
                List.of(CANARY).iterator(),
                Stream.of("x", CANARY),
                CompletableFuture.completedFuture(CANARY),
                CompletableFuture.supplyAsync(() -> new Row("1", CANARY)),
                new Row("1", new Row("2", CANARY)),
                new Plain(),
                new Inherits(),
                new AtomicReference<>(CANARY),
                GetItemResponse.builder().item(item).build());
    }

    @ParameterizedTest
    @MethodSource("results")
    void shows_whereverItStands_isSeen(Object result) throws Exception {
        assertThat(Visible.of(result).shows(CANARY)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("heldBack")
    void shows_whatIsHeldBackOrEncoded_isSeen(Object result) throws Exception {
        assertThat(Visible.of(result).shows(CANARY)).isTrue();
    }

    @Test
    void shows_fileThatIsGiven_isRead(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("export.csv"), "1;" + CANARY);

        assertThat(Visible.of(new Row("1", file)).shows(CANARY)).isTrue();
        assertThat(Visible.of(file.toFile()).shows(CANARY)).isTrue();
        assertThat(Visible.of(file).isCutShort()).isFalse();
    }

    @Test
    void shows_numbersThatMayBeAbsent_areSeen() throws Exception {
        assertThat(Visible.of(List.of(OptionalInt.of(421_337), OptionalLong.empty()))
                        .shows("421337"))
                .isTrue();
    }

    @Test
    void add_partThatFails_hidesNoOther() {
        Visible visible = Visible.empty();
        Supplier<Object> failing = () -> {
            throw new IllegalStateException("first");
        };
        Supplier<Object> next = () -> {
            throw new IllegalStateException("second");
        };
        Object result = List.of(failing, CompletableFuture.failedFuture(new IOException("lost")), next, CANARY);

        assertThatThrownBy(() -> visible.add(result))
                .hasMessage("first")
                .satisfies(first -> assertThat(first.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("lost", "second"));
        assertThat(visible.shows(CANARY)).isTrue();
    }

    @Test
    void add_publisherThatFailsAfterTheData_hidesNothing() {
        Visible visible = Visible.empty();
        SubmissionPublisher<Object> publisher = new SubmissionPublisher<>(Runnable::run, 8);
        Supplier<Object> subscribed = () -> (Flow.Publisher<Object>) subscriber -> {
            publisher.subscribe(subscriber);
            publisher.submit(CANARY);
            publisher.closeExceptionally(new IllegalStateException("broken off"));
        };

        assertThatThrownBy(() -> visible.add(subscribed)).hasMessageContaining("broken off");
        assertThat(visible.shows(CANARY)).isTrue();
    }

    /** Always one more to ask. */
    private static final class Deferred implements Supplier<Object> {
        @Override
        public Object get() {
            return new Deferred();
        }
    }

    static Stream<Object> withoutEnd() {
        return Stream.of(
                Stream.iterate(1, i -> i + 1).iterator(),
                Stream.generate(() -> "x"),
                SdkPublisher.fromIterable(() -> Stream.iterate(1, i -> i + 1).iterator()),
                new Deferred());
    }

    @ParameterizedTest
    @MethodSource("withoutEnd")
    void of_resultWithoutEnd_isCutShort(Object endless) throws Exception {
        assertThat(Visible.of(endless).isCutShort()).isTrue();
    }

    static Stream<Object> neverThere() {
        return Stream.of(
                new CompletableFuture<>(), new SubmissionPublisher<>(Runnable::run, 8), (Flow.Publisher<Object>)
                        subscriber -> {});
    }

    @ParameterizedTest
    @MethodSource("neverThere")
    void of_resultThatNeverComes_isCutShort(Object never) throws Exception {
        assertThat(Visible.of(never, Duration.ofMillis(30)).isCutShort()).isTrue();
    }

    @Test
    void of_clientOfAws_isNotReadAsData() throws Exception {
        try (StsClient client = StsClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build()) {
            assertThat(Visible.of(new Row("1", client)).isCutShort()).isFalse();
        }
    }

    @Test
    void shows_whatIsNotThere_isNotSeen() throws Exception {
        assertThat(Visible.of(new Row("1", List.of("canary-0f8d"))).shows(CANARY))
                .isFalse();
        assertThat(Visible.of(null).shows(CANARY)).isFalse();
    }

    @Test
    void of_aResultThatHoldsItself_ends() throws Exception {
        List<Object> loop = new ArrayList<>();
        loop.add(loop);
        loop.add(CANARY);

        assertThat(Visible.of(loop).shows(CANARY)).isTrue();
    }
}

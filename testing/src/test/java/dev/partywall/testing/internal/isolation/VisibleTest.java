package dev.partywall.testing.internal.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;

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

    @Test
    void of_anEndlessIterator_ends() throws Exception {
        Iterator<Integer> endless = Stream.iterate(1, i -> i + 1).iterator();

        assertThat(Visible.of(endless).shows(CANARY)).isFalse();
    }
}

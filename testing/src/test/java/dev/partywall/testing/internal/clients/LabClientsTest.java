package dev.partywall.testing.internal.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.AwsServiceClientConfiguration;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.utils.SdkAutoCloseable;

final class LabClientsTest {

    static Stream<Function<LabClients, SdkClient>> clients() {
        return Stream.of(
                LabClients::kms,
                LabClients::kmsAsync,
                LabClients::dynamoDb,
                LabClients::dynamoDbAsync,
                LabClients::s3,
                LabClients::s3Async,
                LabClients::iam,
                LabClients::iamAsync,
                LabClients::sts,
                LabClients::stsAsync,
                LabClients::secretsManager,
                LabClients::secretsManagerAsync,
                LabClients::sqs,
                LabClients::sqsAsync);
    }

    private static LabClients clientsOf(String endpoint) {
        return new LabClients(URI.create(endpoint), Region.EU_CENTRAL_1, AnonymousCredentialsProvider.create());
    }

    @ParameterizedTest
    @MethodSource("clients")
    void client_openThenClosed_isTheSameThenRefused(Function<LabClients, SdkClient> client) {
        LabClients clients = clientsOf("http://127.0.0.1:1");
        SdkClient made = client.apply(clients);
        assertThat(client.apply(clients)).isSameAs(made);
        Region region = made.serviceClientConfiguration() instanceof AwsServiceClientConfiguration aws
                ? aws.region()
                : Region.US_WEST_1;
        assertThat(region).isEqualTo(made.serviceName().equals("iam") ? Region.AWS_GLOBAL : Region.EU_CENTRAL_1);
        clients.close();
        assertThatThrownBy(() -> client.apply(clients)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void client_neverWantedBeforeClose_isRefused(Function<LabClients, SdkClient> client) {
        LabClients clients = clientsOf("http://127.0.0.1:1");
        clients.close();
        assertThatThrownBy(() -> client.apply(clients))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void call_ofEndpointWithTls_isRefused() {
        try (LabClients clients = clientsOf("https://127.0.0.1:1")) {
            assertThatThrownBy(() -> clients.kms().listKeys())
                    .isInstanceOf(SdkClientException.class)
                    .hasMessageContaining("plain HTTP");
        }
    }

    @Test
    void get_whileAnotherIsMade_doesNotWait() throws Exception {
        LazyClients clients = new LazyClients();
        CountDownLatch making = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Slow> slow = CompletableFuture.supplyAsync(() -> clients.get(Slow.class, () -> {
            making.countDown();
            return await(goOn, new Slow());
        }));
        assertThat(making.await(60, TimeUnit.SECONDS)).isTrue();
        Quick quick = clients.get(Quick.class, Quick::new);
        goOn.countDown();
        assertThat(slow.get(60, TimeUnit.SECONDS).closings).hasValue(0);
        clients.close();
        assertThat(List.of(quick.closings.get(), slow.join().closings.get())).containsExactly(1, 1);
    }

    private static <T> T await(CountDownLatch latch, T result) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
            return result;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static class Closing implements SdkAutoCloseable {

        final AtomicInteger closings = new AtomicInteger();

        @Override
        public void close() {
            closings.incrementAndGet();
        }
    }

    private static final class Slow extends Closing {}

    private static final class Quick extends Closing {}
}

package dev.partywall.testing.internal.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DynamoDbStartTest {

    @Test
    void call_dynamoDbLocalDoesNotStart_failsAndSaysWhy() throws Exception {
        for (Throwable reason : List.of(new IllegalStateException("no room"), new UnsatisfiedLinkError("no room"))) {
            try (DynamoDbService service = new DynamoDbService(ModelFixture.HOME, () -> failing(reason))) {
                CompletableFuture<LabResponse> answer =
                        service.forward(request("ListTables", "{}"), Map.of()).toCompletableFuture();
                assertThatThrownBy(() -> answer.get(60, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .hasRootCause(reason);
            }
        }
    }

    private static DynamoDbLocal failing(Throwable reason) {
        if (reason instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException("DynamoDB Local does not start", reason);
    }

    @Test
    void send_refusedRequest_isAnsweredWithTheCodeOfTheError() {
        try (DynamoDbLocal local = DynamoDbLocal.start()) {
            LabResponse answer = local.send(request("DescribeTable", "{\"TableName\":\"none\"}"))
                    .join();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.errorCode()).hasValue("ResourceNotFoundException");
        }
    }

    @Test
    void close_callsUnderWay_allEndAndLaterOnesFail() {
        DynamoDbLocal local = DynamoDbLocal.start();
        List<CompletableFuture<LabResponse>> answers = IntStream.range(0, 100)
                .mapToObj(i -> local.send(request("ListTables", "{}")))
                .toList();
        local.close();
        assertThat(answers).allMatch(CompletableFuture::isDone);
        assertThatThrownBy(() -> local.send(request("ListTables", "{}")).join()).isInstanceOf(RuntimeException.class);
    }

    private static LabRequest request(String operation, String body) {
        return new LabRequest(
                "POST",
                "/",
                Map.of("x-amz-target", "DynamoDB_20120810." + operation),
                body.getBytes(StandardCharsets.UTF_8));
    }
}

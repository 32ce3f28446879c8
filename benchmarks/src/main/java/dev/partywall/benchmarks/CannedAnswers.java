package dev.partywall.benchmarks;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.utils.async.SimplePublisher;

/** Answers at once, without a network: STS with a session of an hour, everything else with an empty JSON object. */
final class CannedAnswers implements SdkHttpClient {

    /** As long as those of STS are. */
    static final String TOKEN = "t".repeat(700);

    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    private final byte[] session =
            """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
            <AccessKeyId>ASIAEXAMPLEEXAMPLE01</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
            <SessionToken>%s</SessionToken><Expiration>%s</Expiration>
            </Credentials></AssumeRoleResult></AssumeRoleResponse>
            """.formatted(TOKEN, Instant.now().plus(1, ChronoUnit.HOURS)).getBytes(StandardCharsets.UTF_8);
    private final AtomicInteger sent = new AtomicInteger();

    int sent() {
        return sent.get();
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        boolean isSts = request.httpRequest().host().startsWith("sts.");
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() {
                sent.incrementAndGet();
                return HttpExecuteResponse.builder()
                        .response(SdkHttpFullResponse.builder().statusCode(200).build())
                        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(isSts ? session : EMPTY)))
                        .build();
            }

            @Override
            public void abort() {}
        };
    }

    @Override
    public void close() {}

    /** The same for asynchronous clients. */
    SdkAsyncHttpClient async() {
        return new SdkAsyncHttpClient() {
            @Override
            public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
                sent.incrementAndGet();
                SimplePublisher<ByteBuffer> body = new SimplePublisher<>();
                request.responseHandler()
                        .onHeaders(SdkHttpResponse.builder().statusCode(200).build());
                request.responseHandler().onStream(body);
                return body.send(ByteBuffer.wrap(EMPTY)).thenCompose(written -> body.complete());
            }

            @Override
            public void close() {}
        };
    }
}

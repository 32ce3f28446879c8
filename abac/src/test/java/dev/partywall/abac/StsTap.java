package dev.partywall.abac;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.Tag;

/** Sees what is asked of STS and what it answers, and can do something in between. Its clients do not retry by themselves. */
final class StsTap implements ExecutionInterceptor {

    private static final ExecutionAttribute<Long> MOMENT = new ExecutionAttribute<>("StsTapMoment");

    private final ConcurrentLinkedQueue<AssumeRoleRequest> asked = new ConcurrentLinkedQueue<>();
    private final ConcurrentHashMap<String, Given> given = new ConcurrentHashMap<>();
    private final AtomicLong moments = new AtomicLong();
    private volatile Runnable onAnswer = () -> {};
    private volatile Optional<Clock> dated = Optional.empty();

    /**
     * A session that STS gave.
     *
     * @param request for what
     * @param credentials the session
     * @param moment when it was asked for, in the order of {@link #moment()}
     */
    record Given(AssumeRoleRequest request, Credentials credentials, long moment) {

        Map<String, String> tags() {
            return StsTap.tags(request);
        }

        @Override
        public String toString() {
            return "Given[" + request.roleSessionName() + " " + tags() + " at " + moment + "]";
        }
    }

    static Map<String, String> tags(AssumeRoleRequest request) {
        return request.tags().stream().collect(Collectors.toMap(Tag::key, Tag::value));
    }

    /** STS as somebody calls it. */
    StsClient client(ScopedLab lab, AwsCredentialsProvider base) {
        return lab.closing(lab.at(StsClient.builder())
                .httpClient(lab.http())
                .credentialsProvider(base)
                .overrideConfiguration(config ->
                        config.retryStrategy(AwsRetryStrategy.doNotRetry()).addExecutionInterceptor(this))
                .build());
    }

    /** Has answers dated by a clock, as those of AWS are. */
    StsTap dateAnswers(Clock clock) {
        dated = Optional.of(clock);
        return this;
    }

    /** Runs between the answer and whoever asked. */
    void onAnswer(Runnable action) {
        onAnswer = action;
    }

    /** A moment after all that were and before all that will be. */
    long moment() {
        return moments.incrementAndGet();
    }

    /** What was asked for, repetitions included. */
    List<AssumeRoleRequest> asked() {
        return List.copyOf(asked);
    }

    /** What STS was asked when it gave this session. */
    Given given(String accessKeyId) {
        return Objects.requireNonNull(given.get(accessKeyId), "a session that STS did not give");
    }

    /** All sessions that STS gave. */
    List<Given> given() {
        return List.copyOf(given.values());
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        attributes.putAttribute(MOMENT, moment());
        if (context.request() instanceof AssumeRoleRequest request) {
            asked.add(request);
        }
    }

    @Override
    public SdkHttpResponse modifyHttpResponse(Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        return dated.map(clock -> context.httpResponse().toBuilder()
                        .putHeader(
                                "Date",
                                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                        clock.instant().atOffset(ZoneOffset.UTC)))
                        .build())
                .orElse(context.httpResponse());
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        if (context.response() instanceof AssumeRoleResponse answer
                && context.request() instanceof AssumeRoleRequest request) {
            given.put(
                    answer.credentials().accessKeyId(),
                    new Given(request, answer.credentials(), attributes.getAttribute(MOMENT)));
            onAnswer.run();
        }
    }
}

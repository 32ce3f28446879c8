package dev.partywall.testing;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.iam.IamAsyncClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerAsyncClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsAsyncClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * Gives each test class an {@link AwsLab} of its own.
 *
 * <pre>{@code
 * @ExtendWith(AwsLabExtension.class)
 * final class InvoicesTest {
 *     @Test
 *     void decrypt_whenThrottled_retries(AwsLab lab, KmsClient kms) { ... }
 * }
 * }</pre>
 *
 * <p>or, for a lab that is set up differently:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final AwsLabExtension AWS = AwsLabExtension.withoutDynamoDb();
 * }</pre>
 *
 * <p>Constructors, test methods and life-cycle methods can have parameters of type {@link AwsLab}, {@link LabClock},
 * {@link LabCalls}, {@link LabFaults}, and of the clients, synchronous and asynchronous, that the lab has a method for: for
 * KMS, DynamoDB, S3, STS, IAM, Secrets Manager and SQS; with {@link AsTenant}, a {@link LabTenant} and its clients. The lab starts when it is first wanted, serves the class with its
 * {@code @Nested} classes, and is closed after it ({@link AwsLabTest.Scope#SUITE}: after the run); keys, tables, recorded
 * calls and the clock carry over from test to test. Before each test all faults are closed.
 *
 * <p>Safe for tests that run in parallel, as far as they do not mind each other's faults.
 */
public final class AwsLabExtension implements BeforeEachCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(AwsLabExtension.class);

    private static final Map<Class<?>, Function<AwsLab, Object>> PARAMETERS = Map.ofEntries(
            Map.entry(AwsLab.class, lab -> lab),
            Map.entry(LabClock.class, AwsLab::clock),
            Map.entry(LabCalls.class, AwsLab::calls),
            Map.entry(LabFaults.class, AwsLab::faults),
            Map.entry(KmsClient.class, AwsLab::kms),
            Map.entry(KmsAsyncClient.class, AwsLab::kmsAsync),
            Map.entry(DynamoDbClient.class, AwsLab::dynamoDb),
            Map.entry(DynamoDbAsyncClient.class, AwsLab::dynamoDbAsync),
            Map.entry(S3Client.class, AwsLab::s3),
            Map.entry(S3AsyncClient.class, AwsLab::s3Async),
            Map.entry(StsClient.class, AwsLab::sts),
            Map.entry(StsAsyncClient.class, AwsLab::stsAsync),
            Map.entry(IamClient.class, AwsLab::iam),
            Map.entry(IamAsyncClient.class, AwsLab::iamAsync),
            Map.entry(SecretsManagerClient.class, AwsLab::secretsManager),
            Map.entry(SecretsManagerAsyncClient.class, AwsLab::secretsManagerAsync),
            Map.entry(SqsClient.class, AwsLab::sqs),
            Map.entry(SqsAsyncClient.class, AwsLab::sqsAsync));

    private static final Map<Class<?>, Function<LabTenant, Object>> PARAMETERS_OF_TENANTS = Map.ofEntries(
            Map.entry(LabTenant.class, tenant -> tenant),
            Map.entry(KmsClient.class, LabTenant::kms),
            Map.entry(KmsAsyncClient.class, LabTenant::kmsAsync),
            Map.entry(DynamoDbClient.class, LabTenant::dynamoDb),
            Map.entry(DynamoDbAsyncClient.class, LabTenant::dynamoDbAsync),
            Map.entry(S3Client.class, LabTenant::s3),
            Map.entry(S3AsyncClient.class, LabTenant::s3Async),
            Map.entry(StsClient.class, LabTenant::sts),
            Map.entry(StsAsyncClient.class, LabTenant::stsAsync),
            Map.entry(SecretsManagerClient.class, LabTenant::secretsManager),
            Map.entry(SecretsManagerAsyncClient.class, LabTenant::secretsManagerAsync),
            Map.entry(SqsClient.class, LabTenant::sqs),
            Map.entry(SqsAsyncClient.class, LabTenant::sqsAsync));

    private final Supplier<AwsLab> starter;

    /** A lab with KMS and DynamoDB, for {@code @ExtendWith}. */
    public AwsLabExtension() {
        this(AwsLab::start);
    }

    private AwsLabExtension(Supplier<AwsLab> starter) {
        this.starter = Objects.requireNonNull(starter, "starter");
    }

    /**
     * A lab with KMS and DynamoDB.
     *
     * @return the extension
     */
    public static AwsLabExtension create() {
        return new AwsLabExtension();
    }

    /**
     * A lab with KMS only: it starts faster.
     *
     * @return the extension
     */
    public static AwsLabExtension withoutDynamoDb() {
        return new AwsLabExtension(() -> AwsLab.builder().withoutDynamoDb().start());
    }

    /**
     * A lab that the test sets up.
     *
     * @param starter starts the lab, once for each test class; the extension closes it
     * @return the extension
     */
    public static AwsLabExtension startedBy(Supplier<AwsLab> starter) {
        return new AwsLabExtension(starter);
    }

    /** Closes all faults of a lab that runs. */
    @Override
    public void beforeEach(ExtensionContext context) {
        AwsLab running = store(context).get(key(context), AwsLab.class);
        if (running != null) {
            running.faults().clear();
        }
    }

    /** Supports the types listed above. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Map<Class<?>, ?> known = parameter.isAnnotated(AsTenant.class) ? PARAMETERS_OF_TENANTS : PARAMETERS;
        return known.containsKey(parameter.getParameter().getType());
    }

    /** Starts the lab if it does not run yet. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // The store closes what is AutoCloseable when its context ends.
        AwsLab lab = store(context).computeIfAbsent(key(context), key -> start(context), AwsLab.class);
        Class<?> type = parameter.getParameter().getType();
        return parameter
                .findAnnotation(AsTenant.class)
                .map(tenant ->
                        Objects.requireNonNull(PARAMETERS_OF_TENANTS.get(type)).apply(lab.tenant(tenant.value())))
                .orElseGet(() -> Objects.requireNonNull(PARAMETERS.get(type)).apply(lab));
    }

    private AwsLab start(ExtensionContext context) {
        boolean withoutDynamoDb =
                annotation(context).filter(settings -> !settings.dynamoDb()).isPresent();
        return withoutDynamoDb ? AwsLab.builder().withoutDynamoDb().start() : starter.get();
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return (isOfTheSuite(context) ? context.getRoot() : outermostClass(context)).getStore(NAMESPACE);
    }

    private static boolean isOfTheSuite(ExtensionContext context) {
        return annotation(context)
                .filter(settings -> settings.scope() == AwsLabTest.Scope.SUITE)
                .isPresent();
    }

    /** Labs of the suite that are set up alike share a key; a class must not find one of those, as stores look upwards. */
    private static String key(ExtensionContext context) {
        return (isOfTheSuite(context) ? "lab of the suite" : "lab of the class") + ", dynamoDb="
                + annotation(context).map(AwsLabTest::dynamoDb).orElse(true);
    }

    private static Optional<AwsLabTest> annotation(ExtensionContext context) {
        return outermostClass(context)
                .getTestClass()
                .flatMap(type -> AnnotationSupport.findAnnotation(type, AwsLabTest.class));
    }

    private static ExtensionContext outermostClass(ExtensionContext context) {
        ExtensionContext outermost = context;
        while (outermost.getParent().flatMap(ExtensionContext::getTestClass).isPresent()) {
            outermost = outermost.getParent().orElseThrow();
        }
        return outermost;
    }
}

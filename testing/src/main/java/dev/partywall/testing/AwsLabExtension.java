package dev.partywall.testing;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsClient;

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
 * {@link LabCalls}, {@link LabFaults}, {@link KmsClient}, {@link KmsAsyncClient}, {@link DynamoDbClient} and
 * {@link DynamoDbAsyncClient}. The lab starts when it is first wanted, serves the class with its {@code @Nested} classes,
 * and is closed after it; keys, tables, recorded calls and the clock carry over from test to test. Before each test all
 * faults are closed.
 *
 * <p>Safe for tests that run in parallel, as far as they do not mind each other's faults.
 */
public final class AwsLabExtension implements BeforeEachCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(AwsLabExtension.class);

    private static final Map<Class<?>, Function<AwsLab, Object>> PARAMETERS = Map.of(
            AwsLab.class, lab -> lab,
            LabClock.class, AwsLab::clock,
            LabCalls.class, AwsLab::calls,
            LabFaults.class, AwsLab::faults,
            KmsClient.class, AwsLab::kms,
            KmsAsyncClient.class, AwsLab::kmsAsync,
            DynamoDbClient.class, AwsLab::dynamoDb,
            DynamoDbAsyncClient.class, AwsLab::dynamoDbAsync);

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
        AwsLab running = store(context).get(AwsLab.class, AwsLab.class);
        if (running != null) {
            running.faults().clear();
        }
    }

    /** Supports the types listed above. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARAMETERS.containsKey(parameter.getParameter().getType());
    }

    /** Starts the lab if it does not run yet. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // The store closes what is AutoCloseable when its context ends.
        AwsLab lab = store(context).computeIfAbsent(AwsLab.class, type -> starter.get(), AwsLab.class);
        return Objects.requireNonNull(PARAMETERS.get(parameter.getParameter().getType()))
                .apply(lab);
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return outermostClass(context).getStore(NAMESPACE);
    }

    private static ExtensionContext outermostClass(ExtensionContext context) {
        ExtensionContext outermost = context;
        while (outermost.getParent().flatMap(ExtensionContext::getTestClass).isPresent()) {
            outermost = outermost.getParent().orElseThrow();
        }
        return outermost;
    }
}

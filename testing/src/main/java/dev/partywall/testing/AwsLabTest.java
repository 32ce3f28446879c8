package dev.partywall.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class an {@link AwsLab} and fails tests that leave a tenant bound.
 *
 * <pre>{@code
 * @AwsLabTest
 * final class InvoiceIsolationTest {
 *     @Test
 *     void find_ofAnotherTenant_isDenied(AwsLab lab) { ... }
 * }
 * }</pre>
 *
 * <p>Parameters are those of {@link AwsLabExtension}, checks are those of {@link TenantLeakExtension}.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith({AwsLabExtension.class, TenantLeakExtension.class})
public @interface AwsLabTest {

    /**
     * Whose the lab is.
     *
     * @return by default the class's
     */
    Scope scope() default Scope.CLASS;

    /**
     * Whether the lab has DynamoDB, which needs DynamoDB Local on the class path.
     *
     * @return by default true
     */
    boolean dynamoDb() default true;

    /** Whose a lab is. */
    enum Scope {
        /** The class's, with its nested classes; it is closed after the class. */
        CLASS,
        /** One lab for all classes that ask for this scope with the same settings; it is closed at the end of the run. */
        SUITE
    }
}

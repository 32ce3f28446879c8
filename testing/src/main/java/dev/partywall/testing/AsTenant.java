package dev.partywall.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Has {@link AwsLabExtension} give a parameter of a test as a tenant's: a {@link LabTenant}, or one of its clients.
 *
 * <pre>{@code
 * @Test
 * void getItem_ofAnotherTenant_isDenied(@AsTenant("acme") DynamoDbClient acme) { ... }
 * }</pre>
 *
 * <p>The lab must know by then as whom tenants call: {@link AwsLab#tenantRole} in the constructor of the test class, or in a
 * method before all tests.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface AsTenant {

    /**
     * The tenant.
     *
     * @return its id
     */
    String value();
}

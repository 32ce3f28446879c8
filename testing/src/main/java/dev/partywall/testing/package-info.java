/**
 * AWS inside the JVM, and JUnit extensions, to prove tenant isolation in unit tests.
 *
 * <p>{@link dev.partywall.testing.AwsLab} is the lab; {@link dev.partywall.testing.AwsLabExtension} gives one to each
 * test class; {@link dev.partywall.testing.TenantLeakExtension} fails a test that leaves a tenant bound.
 * {@link dev.partywall.testing.IsolationPlan} has every tenant attack every other.
 */
@NullMarked
package dev.partywall.testing;

import org.jspecify.annotations.NullMarked;

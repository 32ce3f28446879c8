package dev.partywall.testing;

import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Fails a test that leaves a tenant bound to its thread, where the next test or a pooled thread's next task would find it.
 *
 * <pre>{@code
 * @ExtendWith(TenantLeakExtension.class)
 * final class InvoicesTest { ... }
 * }</pre>
 *
 * <p>{@link TenantContext} itself cannot leak, its blocks end; what can is code that binds through micrometer's context
 * propagation (a thread-local accessor, Reactor hooks, a scope that is not closed). The extension compares the
 * thread before and after every test method and every {@code @BeforeAll}, {@code @BeforeEach}, {@code @AfterEach} and
 * {@code @AfterAll} method, test factory and dynamic test, and looks at it once more between tests for what other
 * extensions leave. It names the tenant and the method, and puts the thread back, so that no later test is blamed.
 *
 * <p>To apply it to all tests of a module, name it in
 * {@code META-INF/services/org.junit.jupiter.api.extension.Extension} of the test resources and set
 * {@code junit.jupiter.extensions.autodetection.enabled=true}. Partywall does not register it by itself.
 *
 * <p>It sees the thread on which JUnit runs the test, not others. Safe for tests that run in parallel.
 */
public final class TenantLeakExtension
        implements InvocationInterceptor, BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    /** For {@code @ExtendWith}. */
    public TenantLeakExtension() {}

    /** Refuses to start on a thread that has a tenant already. */
    @Override
    public void beforeAll(ExtensionContext context) {
        requireNoTenant("Before " + context.getDisplayName());
    }

    /** Refuses to start on a thread that has a tenant already. */
    @Override
    public void beforeEach(ExtensionContext context) {
        requireNoTenant("Before " + context.getDisplayName());
    }

    /** Finds what other extensions left bound. */
    @Override
    public void afterEach(ExtensionContext context) {
        requireNoTenant("After " + context.getDisplayName());
    }

    /** Finds what other extensions left bound. */
    @Override
    public void afterAll(ExtensionContext context) {
        requireNoTenant("After " + context.getDisplayName());
    }

    @Override
    public <T> T interceptTestClassConstructor(
            Invocation<T> invocation, ReflectiveInvocationContext<Constructor<T>> target, ExtensionContext context)
            throws Throwable {
        return watch(invocation, "The constructor of " + target.getTargetClass().getSimpleName());
    }

    @Override
    public void interceptBeforeAllMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> target, ExtensionContext context)
            throws Throwable {
        watch(invocation, "@BeforeAll " + name(target));
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> target, ExtensionContext context)
            throws Throwable {
        watch(invocation, "@BeforeEach " + name(target));
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> target, ExtensionContext context)
            throws Throwable {
        watch(invocation, "Test " + name(target));
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> target, ExtensionContext context)
            throws Throwable {
        watch(invocation, "Test " + name(target));
    }

    @Override
    public <T extends @Nullable Object> T interceptTestFactoryMethod(
            Invocation<T> invocation, ReflectiveInvocationContext<Method> target, ExtensionContext context)
            throws Throwable {
        return watch(invocation, "Test factory " + name(target));
    }

    @Override
    public void interceptDynamicTest(
            Invocation<@Nullable Void> invocation, DynamicTestInvocationContext target, ExtensionContext context)
            throws Throwable {
        watch(invocation, "Dynamic test " + context.getDisplayName());
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> target, ExtensionContext context)
            throws Throwable {
        watch(invocation, "@AfterEach " + name(target));
    }

    @Override
    public void interceptAfterAllMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> target, ExtensionContext context)
            throws Throwable {
        watch(invocation, "@AfterAll " + name(target));
    }

    private static String name(ReflectiveInvocationContext<Method> target) {
        return target.getExecutable().getName();
    }

    /** Compares the thread before and after, because an outer interceptor may have bound a tenant for the call. */
    private static <T extends @Nullable Object> T watch(Invocation<T> invocation, String what) throws Throwable {
        Optional<Tenant> before = TenantContext.find();
        T result;
        try {
            result = invocation.proceed();
        } catch (Throwable failure) {
            leak(before, what).ifPresent(failure::addSuppressed);
            throw failure;
        }
        Optional<AssertionError> leak = leak(before, what);
        if (leak.isPresent()) {
            throw leak.get();
        }
        return result;
    }

    private static void requireNoTenant(String when) {
        Optional<AssertionError> leak = leak(Optional.empty(), when + " something");
        if (leak.isPresent()) {
            throw leak.get();
        }
    }

    /** What was left behind; the thread is put back to what it had before. */
    private static Optional<AssertionError> leak(Optional<Tenant> before, String what) {
        Optional<Tenant> after = TenantContext.find();
        if (after.equals(before)) {
            return Optional.empty();
        }
        BoundTenant.restore(before);
        String left = after.map(tenant -> "left tenant " + tenant.id() + " bound")
                .orElse("left no tenant bound, where there was "
                        + before.map(Tenant::id).orElse(null));
        return Optional.of(new AssertionError(what + " " + left + " to its thread."
                + " Bind by TenantContext.run(tenant, ...), or close the context-propagation scope."));
    }

    /** Loaded only where something leaked: without micrometer on the class path, nothing can. */
    private static final class BoundTenant {

        /** The tenant's key in a context, as {@code TenantTasks} names it. */
        private static final String TENANT_KEY = "dev.partywall.tenant";

        private BoundTenant() {}

        static void restore(Optional<Tenant> tenant) {
            for (ThreadLocalAccessor<?> accessor :
                    new ContextRegistry().loadThreadLocalAccessors().getThreadLocalAccessors()) {
                if (accessor.key().equals(TENANT_KEY)) {
                    restore(accessor, tenant);
                }
            }
        }

        @SuppressWarnings("unchecked") // the key is core's, and so is the type of its value
        private static void restore(ThreadLocalAccessor<?> accessor, Optional<Tenant> tenant) {
            ThreadLocalAccessor<Tenant> tenants = (ThreadLocalAccessor<Tenant>) accessor;
            tenant.ifPresentOrElse(tenants::setValue, tenants::setValue);
        }
    }
}

package dev.partywall.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.internal.TenantThreadLocalAccessor;
import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

final class TenantLeakExtensionTest {

    private static final TenantId ACME = TenantId.of("acme");

    private static void leak() {
        new TenantThreadLocalAccessor().setValue(Tenant.of(ACME));
    }

    private static EngineExecutionResults run(Class<?> testClass) {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(testClass))
                .execute();
        assertThat(TenantContext.find()).as("the thread is put back").isEmpty();
        return results;
    }

    private static String failure(Events events) {
        return events.failed().stream()
                .map(Event::toString)
                .reduce((a, b) -> a + "\n" + b)
                .orElse("none");
    }

    @Test
    void testMethod_leaks_failsAloneAndNamesTheTenant() {
        Events tests = run(LeakingTest.class).testEvents();
        tests.assertStatistics(stats -> stats.succeeded(2).failed(1));
        assertThat(failure(tests)).contains("Test leaks left tenant acme bound to its thread");
    }

    @Test
    void testMethod_leaksAndFails_keepsItsOwnFailure() {
        Events tests = run(FailingTest.class).testEvents();
        assertThat(failure(tests)).contains("the test's own failure").doesNotContain("left tenant");
    }

    @Test
    void beforeEach_leaks_failsTheTest() {
        assertThat(failure(run(LeakingBeforeEach.class).testEvents())).contains("@BeforeEach prepare left tenant acme");
    }

    @Test
    void afterEach_leaks_failsTheTest() {
        assertThat(failure(run(LeakingAfterEach.class).testEvents())).contains("@AfterEach tidy left tenant acme");
    }

    @Test
    void beforeAll_leaks_failsTheClass() {
        assertThat(failure(run(LeakingBeforeAll.class).containerEvents()))
                .contains("@BeforeAll prepare left tenant acme");
    }

    @Test
    void afterAll_leaks_failsTheClass() {
        Events containers = run(LeakingAfterAll.class).containerEvents();
        assertThat(failure(containers)).contains("@AfterAll tidy left tenant acme");
    }

    @Test
    void constructor_leaks_failsTheTest() {
        assertThat(failure(run(LeakingConstructor.class).testEvents()))
                .contains("The constructor of LeakingConstructor left tenant acme");
    }

    @Test
    void dynamicAndRepeatedTests_leak_failAlone() {
        Events tests = run(LeakingDynamically.class).testEvents();
        tests.assertStatistics(stats -> stats.succeeded(2).failed(2));
        assertThat(failure(tests))
                .contains("Dynamic test leaking left tenant acme")
                .contains("Test repeated left tenant acme");
    }

    @Test
    void otherExtension_leaks_failsTheTest() {
        Events tests = run(LeakingExtension.class).testEvents();
        tests.assertStatistics(stats -> stats.failed(1));
        assertThat(failure(tests)).contains("left tenant acme bound");
    }

    @Test
    void outerBlockOfAnotherExtension_isNoLeak() {
        run(Bound.class)
                .testEvents()
                .assertStatistics(stats -> stats.succeeded(1).failed(0));
    }

    @Test
    void unbindingAnOuterBlock_failsToo() {
        Events tests = run(Unbinding.class).testEvents();
        assertThat(failure(tests)).contains("left no tenant bound, where there was acme");
    }

    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    @ExtendWith(TenantLeakExtension.class)
    static final class LeakingTest {
        @Test
        @Order(1)
        void leaks() {
            leak();
        }

        @Test
        @Order(2)
        void next() {
            assertThat(TenantContext.find()).isEmpty();
        }

        @Test
        @Order(3)
        void structured() {
            TenantContext.run(
                    ACME, () -> assertThat(TenantContext.require().id()).isEqualTo(ACME));
        }
    }

    @ExtendWith(TenantLeakExtension.class)
    static final class FailingTest {
        @Test
        void fails() {
            leak();
            throw new AssertionError("the test's own failure");
        }
    }

    @ExtendWith(TenantLeakExtension.class)
    static final class LeakingBeforeEach {
        @BeforeEach
        void prepare() {
            leak();
        }

        @Test
        void test() {}
    }

    @ExtendWith(TenantLeakExtension.class)
    static final class LeakingAfterEach {
        @AfterEach
        void tidy() {
            leak();
        }

        @Test
        void test() {}
    }

    @ExtendWith(TenantLeakExtension.class)
    static final class LeakingBeforeAll {
        @BeforeAll
        static void prepare() {
            leak();
        }

        @Test
        void test() {}
    }

    @ExtendWith(TenantLeakExtension.class)
    static final class LeakingAfterAll {
        @AfterAll
        static void tidy() {
            leak();
        }

        @Test
        void test() {}
    }

    @ExtendWith(TenantLeakExtension.class)
    static final class LeakingConstructor {
        LeakingConstructor() {
            leak();
        }

        @Test
        void test() {}
    }

    @ExtendWith(TenantLeakExtension.class)
    static final class LeakingDynamically {
        private static int round;

        @TestFactory
        Stream<DynamicTest> factory() {
            return Stream.of(
                    DynamicTest.dynamicTest("leaking", TenantLeakExtensionTest::leak),
                    DynamicTest.dynamicTest(
                            "clean", () -> assertThat(TenantContext.find()).isEmpty()));
        }

        @RepeatedTest(2)
        void repeated() {
            if (round++ == 0) {
                leak();
            }
        }
    }

    @ExtendWith({TenantLeakExtension.class, Leaky.class})
    static final class LeakingExtension {
        @Test
        void test() {}
    }

    static final class Leaky implements AfterEachCallback, BeforeEachCallback {
        @Override
        public void beforeEach(ExtensionContext context) {
            assertThat(TenantContext.find()).isEmpty();
        }

        @Override
        public void afterEach(ExtensionContext context) {
            leak();
        }
    }

    @ExtendWith({Binding.class, TenantLeakExtension.class})
    static final class Bound {
        @Test
        void test() {
            assertThat(TenantContext.require().id()).isEqualTo(ACME);
        }
    }

    @ExtendWith({Binding.class, TenantLeakExtension.class})
    static final class Unbinding {
        @Test
        void test() {
            new TenantThreadLocalAccessor().setValue();
        }
    }

    static final class Binding implements InvocationInterceptor {
        @Override
        public void interceptTestMethod(
                Invocation<@Nullable Void> invocation,
                ReflectiveInvocationContext<Method> target,
                ExtensionContext context)
                throws Throwable {
            TenantContext.run(ACME, invocation::proceed);
        }
    }
}

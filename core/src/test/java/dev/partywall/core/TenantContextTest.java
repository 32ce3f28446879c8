package dev.partywall.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class TenantContextTest {

    private static final Tenant ACME = Tenant.of("acme");
    private static final Tenant GLOBEX = Tenant.of("globex");
    private static final Tenant GOLD_ACME = ACME.withAttribute("tier", "gold").withActor("user-7");

    @AfterEach
    void bound_afterEveryTest_isNone() {
        assertThat(TenantContext.find()).isEmpty();
    }

    /** The four ways to bind a tenant. */
    enum Binding {
        RUN_ID {
            @Override
            void bind(Tenant tenant, TenantContext.Action<Throwable> block) throws Throwable {
                TenantContext.run(tenant.id(), block);
            }
        },
        RUN_TENANT {
            @Override
            void bind(Tenant tenant, TenantContext.Action<Throwable> block) throws Throwable {
                TenantContext.run(tenant, block);
            }
        },
        CALL_ID {
            @Override
            void bind(Tenant tenant, TenantContext.Action<Throwable> block) throws Throwable {
                Object result = TenantContext.call(tenant.id(), () -> resultOf(block));
                assertThat(result).isEqualTo("done");
            }
        },
        CALL_TENANT {
            @Override
            void bind(Tenant tenant, TenantContext.Action<Throwable> block) throws Throwable {
                Object result = TenantContext.call(tenant, () -> resultOf(block));
                assertThat(result).isEqualTo("done");
            }
        };

        abstract void bind(Tenant tenant, TenantContext.Action<Throwable> block) throws Throwable;

        private static Object resultOf(TenantContext.Action<Throwable> block) throws Throwable {
            block.run();
            return "done";
        }
    }

    @Nested
    final class RunAndCall {

        @ParameterizedTest
        @EnumSource
        void bind_block_seesTheTenantAndNothingIsLeft(Binding binding) throws Throwable {
            List<Object> seen = new ArrayList<>();

            binding.bind(ACME, () -> {
                seen.add(TenantContext.require());
                seen.add(TenantContext.find());
            });

            assertThat(seen).containsExactly(ACME, Optional.of(ACME));
            assertThat(TenantContext.find()).isEmpty();
        }

        @ParameterizedTest
        @EnumSource
        void bind_oneAfterTheOther_seesEachTenant(Binding binding) throws Throwable {
            List<Object> seen = new ArrayList<>();

            binding.bind(ACME, () -> seen.add(TenantContext.require()));
            binding.bind(GLOBEX, () -> seen.add(TenantContext.require()));

            assertThat(seen).containsExactly(ACME, GLOBEX);
        }

        static List<Throwable> failures() {
            return List.of(
                    new IOException("checked"),
                    new IllegalStateException("unchecked"),
                    new AssertionError("error"),
                    new InterruptedException("interrupted"),
                    new Throwable("bare"));
        }

        @ParameterizedTest
        @MethodSource("failures")
        void bind_blockThatThrows_passesTheSameThrowableOnAndLeavesNothing(Throwable failure) {
            for (Binding binding : Binding.values()) {
                Throwable thrown = catchThrowable(() -> binding.bind(ACME, () -> {
                    throw failure;
                }));

                assertThat(thrown).as("%s", binding).isSameAs(failure);
                assertThat(TenantContext.find()).as("%s", binding).isEmpty();
            }
        }

        @ParameterizedTest
        @MethodSource("failures")
        void bind_nestedBlockThatThrows_leavesTheOuterTenant(Throwable failure) throws Throwable {
            for (Binding binding : Binding.values()) {
                TenantContext.run(GOLD_ACME, () -> {
                    Throwable thrown = catchThrowable(() -> binding.bind(ACME, () -> {
                        throw failure;
                    }));

                    assertThat(thrown).as("%s", binding).isSameAs(failure);
                    assertThat(TenantContext.require()).as("%s", binding).isSameAs(GOLD_ACME);
                });
            }
        }

        @Test
        void run_blockWithCheckedException_keepsItsType() {
            assertThatExceptionOfType(IOException.class).isThrownBy(RunAndCallChecked::failing);
        }

        @Test
        @SuppressWarnings("NullAway") // knows nullable type arguments on newer JDKs only
        void call_block_returnsItsResultEvenNull() {
            Object nothing = TenantContext.call(ACME, () -> null);
            String something = TenantContext.call(ACME.id(), () -> "invoice");

            assertThat(nothing).isNull();
            assertThat(something).isEqualTo("invoice");
        }

        /** Compiles only while the block's checked exception, and no wider one, comes out. */
        private static final class RunAndCallChecked {
            static void failing() throws IOException {
                TenantContext.run(ACME, () -> {
                    throw new IOException("disk");
                });
            }
        }
    }

    @Nested
    final class Nesting {

        @ParameterizedTest
        @EnumSource
        void bind_sameTenantInside_isFine(Binding binding) throws Throwable {
            List<Object> seen = new ArrayList<>();

            binding.bind(ACME, () -> binding.bind(Tenant.of("acme"), () -> seen.add(TenantContext.require())));

            assertThat(seen).containsExactly(ACME);
        }

        @ParameterizedTest
        @EnumSource
        void bind_otherTenantInside_isRefusedWithoutRunningTheBlock(Binding binding) throws Throwable {
            List<Object> ran = new ArrayList<>();

            TenantContext.run(GOLD_ACME, () -> {
                TenantMismatchException refusal = catchThrowableOfType(
                        TenantMismatchException.class, () -> binding.bind(GLOBEX, () -> ran.add("inner")));

                assertThat(refusal.tenant()).contains(TenantId.of("acme"));
                assertThat(refusal.requested()).isEqualTo(TenantId.of("globex"));
                assertThat(TenantContext.require()).isSameAs(GOLD_ACME);
                ran.add("outer");
            });

            assertThat(ran).containsExactly("outer");
        }

        @ParameterizedTest
        @EnumSource
        void bind_sameNameInOtherCase_isRefused(Binding binding) throws Throwable {
            TenantContext.run(
                    ACME,
                    () -> assertThatExceptionOfType(TenantMismatchException.class)
                            .isThrownBy(() -> binding.bind(Tenant.of("Acme"), () -> {})));
        }

        @Test
        void bind_otherTenantDeepInside_isRefused() {
            TenantContext.run(
                    ACME,
                    () -> TenantContext.run(
                            ACME,
                            () -> assertThatExceptionOfType(TenantMismatchException.class)
                                    .isThrownBy(() -> TenantContext.run(GLOBEX, () -> {}))));
        }

        @Test
        void bind_idInside_keepsOuterAttributesAndActor() {
            TenantContext.run(GOLD_ACME, () -> {
                TenantContext.run(
                        ACME.id(), () -> assertThat(TenantContext.require()).isSameAs(GOLD_ACME));
                Tenant seen = TenantContext.call(TenantId.of("acme"), TenantContext::require);
                assertThat(seen).isSameAs(GOLD_ACME);
            });
        }

        @Test
        void bind_tenantInside_replacesAttributesAndActorForTheBlock() {
            Tenant free = ACME.withAttribute("tier", "free");

            TenantContext.run(GOLD_ACME, () -> {
                TenantContext.run(
                        free, () -> assertThat(TenantContext.require()).isSameAs(free));
                assertThat(TenantContext.require()).isSameAs(GOLD_ACME);
                Tenant seen = TenantContext.call(free, TenantContext::require);
                assertThat(seen).isSameAs(free);
                assertThat(TenantContext.require()).isSameAs(GOLD_ACME);
            });
        }
    }

    @Nested
    final class NothingBound {

        @Test
        void require_outsideAnyBlock_isRefused() {
            NoTenantException refusal = catchThrowableOfType(NoTenantException.class, TenantContext::require);

            assertThat(refusal.code()).isEqualTo(ErrorCode.NO_TENANT_BOUND);
            assertThat(refusal.tenant()).isEmpty();
        }

        @Test
        void find_outsideAnyBlock_isEmpty() {
            assertThat(TenantContext.find()).isEmpty();
        }

        @ParameterizedTest
        @EnumSource
        void bind_badArguments_areRefusedAndNothingIsBound(Binding binding) {
            assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> binding.bind(nothing(), () -> {}));
            assertThat(TenantContext.find()).isEmpty();
        }

        @Test
        void bind_noBlock_isRefusedAndNothingIsBound() {
            TenantContext.Action<RuntimeException> noAction = nothing();
            TenantContext.Operation<String, RuntimeException> noOperation = nothing();

            assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> TenantContext.run(ACME, noAction));
            assertThatExceptionOfType(NullPointerException.class)
                    .isThrownBy(() -> TenantContext.run(ACME.id(), noAction));
            assertThatExceptionOfType(NullPointerException.class)
                    .isThrownBy(() -> TenantContext.call(ACME, noOperation));
            assertThatExceptionOfType(NullPointerException.class)
                    .isThrownBy(() -> TenantContext.call(ACME.id(), noOperation));
            assertThat(TenantContext.find()).isEmpty();
        }

        @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what a caller without null checks can do
        private static <T> T nothing() {
            return null;
        }
    }

    @Nested
    final class OtherThreads {

        @Test
        void newThread_startedInsideABlock_inheritsNothing() throws Exception {
            AtomicReference<Optional<Tenant>> seen = new AtomicReference<>();

            TenantContext.run(ACME, () -> {
                Thread thread = new Thread(() -> seen.set(TenantContext.find()));
                thread.start();
                thread.join();
            });

            assertThat(seen.get()).isEmpty();
        }

        @Test
        void newPool_madeAndFirstUsedInsideABlock_inheritsNothing() throws Exception {
            ForkJoinPool pool = new ForkJoinPool(1);
            try {
                Optional<Tenant> seen = TenantContext.call(
                        ACME, () -> pool.submit(TenantContext::find).get(60, TimeUnit.SECONDS));

                assertThat(seen).isEmpty();
            } finally {
                pool.shutdownNow();
            }
        }

        @Test
        void binding_ofAnotherThread_isInvisibleHereAndIndependent() throws Exception {
            AtomicReference<Optional<Tenant>> seen = new AtomicReference<>();

            TenantContext.run(ACME, () -> {
                Thread thread = new Thread(() -> TenantContext.run(GLOBEX, () -> seen.set(TenantContext.find())));
                thread.start();
                thread.join();
                assertThat(TenantContext.require()).isSameAs(ACME);
            });

            assertThat(seen.get()).contains(GLOBEX);
        }
    }
}

package dev.partywall.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.partywall.core.internal.TenantThreadLocalAccessor;
import io.micrometer.context.ContextAccessor;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.ThreadLocalAccessor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class TenantThreadLocalAccessorTest {

    private static final Tenant ACME =
            Tenant.of("acme").withAttribute("tier", "gold").withActor("user-7");
    private static final Tenant GLOBEX = Tenant.of("globex");

    private final ContextRegistry registry = new ContextRegistry().loadThreadLocalAccessors();
    private final ContextSnapshotFactory clearing = factory(true);
    private final ContextSnapshotFactory keeping = factory(false);
    private final ExecutorService pool = Executors.newSingleThreadExecutor();

    private ContextSnapshotFactory factory(boolean clearMissing) {
        return ContextSnapshotFactory.builder()
                .contextRegistry(registry)
                .clearMissing(clearMissing)
                .build();
    }

    @AfterEach
    void bound_afterEveryTest_isNoneHereAndInThePool() throws Exception {
        try {
            assertThat(TenantContext.find()).isEmpty();
            assertThat(onPool(TenantContext::find)).isEmpty();
        } finally {
            pool.shutdownNow();
        }
    }

    @Nested
    final class Discovery {

        @Test
        void serviceLoader_onTheClassPath_findsTheAccessor() {
            assertThat(ServiceLoader.load(ThreadLocalAccessor.class))
                    .hasAtLeastOneElementOfType(TenantThreadLocalAccessor.class);
        }

        @Test
        void globalRegistry_byDefault_holdsTheAccessor() {
            assertThat(ContextRegistry.getInstance().getThreadLocalAccessors())
                    .hasAtLeastOneElementOfType(TenantThreadLocalAccessor.class);
        }

        @Test
        void key_always_isTheDocumentedOne() {
            assertThat(new TenantThreadLocalAccessor().key()).isEqualTo("dev.partywall.tenant");
            assertThat(TenantThreadLocalAccessor.KEY).isEqualTo("dev.partywall.tenant");
        }
    }

    @Nested
    final class Snapshot {

        @Test
        void snapshot_tenantBound_carriesItToAnotherThreadAndClears() throws Exception {
            ContextSnapshot snapshot = TenantContext.call(ACME, () -> clearing.captureAll());

            assertThat(onPool(snapshot.wrap(TenantContext::find))).containsSame(ACME);
            assertThat(onPool(TenantContext::find)).isEmpty();
        }

        @Test
        void snapshot_taskThatThrows_clears() throws Exception {
            ContextSnapshot snapshot = TenantContext.call(ACME, () -> clearing.captureAll());

            Runnable failing = () -> {
                throw new IllegalStateException("broken");
            };
            Future<Throwable> thrown = pool.submit(
                    () -> catchThrowable(() -> snapshot.wrap(failing).run()));

            assertThat(thrown.get(60, TimeUnit.SECONDS)).hasMessage("broken");
            assertThat(onPool(TenantContext::find)).isEmpty();
        }

        @Test
        void snapshot_onAThreadOfAnotherTenant_replacesAndPutsBack() {
            ContextSnapshot snapshot = TenantContext.call(ACME, () -> clearing.captureAll());

            TenantContext.run(GLOBEX, () -> {
                try (ContextSnapshot.Scope scope = snapshot.setThreadLocals()) {
                    assertThat(scope).isNotNull();
                    assertThat(TenantContext.require()).isSameAs(ACME);
                }
                assertThat(TenantContext.require()).isSameAs(GLOBEX);
            });
        }

        @Test
        void snapshot_ofNoTenantWithClearMissing_clearsForTheScope() {
            ContextSnapshot snapshot = clearing.captureAll();

            TenantContext.run(GLOBEX, () -> {
                try (ContextSnapshot.Scope scope = snapshot.setThreadLocals()) {
                    assertThat(scope).isNotNull();
                    assertThat(TenantContext.find()).isEmpty();
                }
                assertThat(TenantContext.require()).isSameAs(GLOBEX);
            });
        }

        @Test
        void snapshot_ofNoTenantByDefault_keepsWhatTheThreadHasAsDocumented() {
            ContextSnapshot snapshot = keeping.captureAll();

            TenantContext.run(GLOBEX, () -> {
                try (ContextSnapshot.Scope scope = snapshot.setThreadLocals()) {
                    assertThat(scope).isNotNull();
                    assertThat(TenantContext.require()).isSameAs(GLOBEX);
                }
            });
        }

        @Test
        void snapshot_intoAContext_writesAndReadsTheTenantUnderItsKey() {
            registry.registerContextAccessor(new MapAccessor());
            Map<Object, Object> context =
                    TenantContext.call(ACME, () -> clearing.captureAll().updateContext(new HashMap<>()));

            assertThat(context).containsEntry("dev.partywall.tenant", ACME);
            try (ContextSnapshot.Scope scope = clearing.setThreadLocalsFrom(context)) {
                assertThat(scope).isNotNull();
                assertThat(TenantContext.require()).isSameAs(ACME);
            }
            assertThat(TenantContext.find()).isEmpty();
        }
    }

    private Optional<Tenant> onPool(Callable<Optional<Tenant>> task) throws Exception {
        return pool.submit(task).get(60, TimeUnit.SECONDS);
    }

    /** A context as reactive libraries have one: a map. */
    private static final class MapAccessor implements ContextAccessor<Map<?, ?>, Map<?, ?>> {

        @Override
        public Class<? extends Map<?, ?>> readableType() {
            return mapType();
        }

        @Override
        public void readValues(Map<?, ?> source, Predicate<Object> keys, Map<Object, Object> values) {
            source.forEach((key, value) -> {
                if (keys.test(key)) {
                    values.put(key, value);
                }
            });
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        public <T> @Nullable T readValue(Map<?, ?> source, Object key) {
            return (T) source.get(key);
        }

        @Override
        public Class<? extends Map<?, ?>> writeableType() {
            return mapType();
        }

        @Override
        public Map<?, ?> writeValues(Map<Object, Object> values, Map<?, ?> target) {
            Map<Object, Object> written = new HashMap<>(target);
            written.putAll(values);
            return written;
        }

        @SuppressWarnings("unchecked")
        private static Class<? extends Map<?, ?>> mapType() {
            return (Class<? extends Map<?, ?>>) (Class<?>) Map.class;
        }
    }
}

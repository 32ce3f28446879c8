package dev.partywall.keyring;

import static dev.partywall.keyring.KeyringLab.PLAINTEXT;
import static dev.partywall.keyring.KeyringLab.RECORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEvent;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantGate;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.core.TenantNotServedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a closed gate keeps in, in whatever form it is asked for, and whenever it closes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TenantGateTest {

    private static final int MEMORY = 131_072;
    private static final byte[] LONG = new byte[4 * MEMORY];

    private final KeyringLab lab = KeyringLab.start();
    private final TenantId tenant = lab.createTenant("gated");
    private final List<IsolationEvent> events = new CopyOnWriteArrayList<>();
    /** How often the gate lets pass before it closes. */
    private final AtomicInteger passes = new AtomicInteger();

    private final TenantGate gate = asked -> {
        if (passes.getAndDecrement() <= 0) {
            throw new TenantNotServedException(ErrorCode.TENANT_SUSPENDED, asked, false, "is suspended", null);
        }
    };
    private final TenantKeyring keyring = lab.builder()
            .gate(gate)
            .streamMemoryLimit(MEMORY)
            .listener(events::add)
            .build();
    private final TenantEncryptor invoices = keyring.encryptor("invoices");
    private final byte[] message = lab.seal(tenant);
    private final byte[] longMessage =
            TenantContext.call(tenant, () -> lab.invoices().encrypt(LONG, RECORD));

    @AfterAll
    void close() {
        keyring.close();
        lab.close();
    }

    /** An operation, and how often it asks the gate in all, the load of its key included. */
    record Form(String name, int asks, Operation operation) {
        @Override
        public String toString() {
            return name;
        }
    }

    interface Operation {
        void on(TenantGateTest test, ByteArrayOutputStream out) throws IOException;
    }

    static Stream<Form> forms() {
        return Stream.of(
                new Form("encrypt", 3, (test, out) -> out.write(test.invoices.encrypt(PLAINTEXT, RECORD))),
                new Form("encryptString", 3, (test, out) -> out.write(test.invoices.encryptString("text", RECORD))),
                new Form(
                        "encrypt stream",
                        3,
                        (test, out) -> test.invoices.encrypt(
                                new ByteArrayInputStream(PLAINTEXT), new ByteArrayOutputStream(), RECORD)),
                new Form(
                        "encrypt buffer",
                        3,
                        (test, out) ->
                                test.invoices.encrypt(ByteBuffer.wrap(PLAINTEXT), ByteBuffer.allocate(1000), RECORD)),
                new Form("reencrypt", 5, (test, out) -> out.write(test.invoices.reencrypt(test.message, RECORD))),
                new Form("decrypt", 3, (test, out) -> out.write(test.invoices.decrypt(test.message, RECORD))),
                new Form(
                        "decryptString",
                        3,
                        (test, out) -> out.writeBytes(test.invoices
                                .decryptString(test.message, RECORD)
                                .getBytes(StandardCharsets.UTF_8))),
                new Form(
                        "decrypt stream",
                        3,
                        (test, out) -> test.invoices.decrypt(new ByteArrayInputStream(test.message), out, RECORD)),
                new Form("decrypt buffer", 4, (test, out) -> {
                    ByteBuffer plaintext = ByteBuffer.allocate(1000);
                    try {
                        test.invoices.decrypt(ByteBuffer.wrap(test.message), plaintext, RECORD);
                    } finally {
                        int end = plaintext.array().length;
                        while (end > 0 && plaintext.array()[end - 1] == 0) {
                            end--;
                        }
                        out.write(plaintext.array(), 0, end);
                    }
                }),
                new Form("warmUp", 3, (test, out) -> {
                    var report = test.keyring.warmUp(List.of(Tenant.of(test.tenant)), new WarmUpPace(10, 1));
                    for (TenantIsolationException failure : report.failed().values()) {
                        throw failure;
                    }
                }));
    }

    @BeforeEach
    void forgetEvents() {
        keyring.evict(tenant);
        events.clear();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void operation_gateClosed_doesNothingAndAsksNobody(Form form) {
        passes.set(0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long mark = lab.aws().calls().mark();

        assertRefused(form, out);

        assertThat(lab.aws().calls().since(mark).of("*").count()).isZero();
        assertThat(out.size()).isZero();
        assertThat(events)
                .filteredOn(IsolationEvent.TenantNotServed.class::isInstance)
                .hasSameSizeAs(events)
                .extracting(IsolationEvent::tenant)
                .containsOnly(tenant);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void operation_gateClosesBeforeItsEnd_letsNothingOut(Form form) throws IOException {
        for (int passing = 1; passing < form.asks(); passing++) {
            keyring.evict(tenant);
            passes.set(passing);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            events.clear();

            assertRefused(form, out);

            assertThat(out.size()).as("after %d passes", passing).isZero();
        }
        keyring.evict(tenant);
        passes.set(form.asks());
        TenantContext.run(tenant, () -> form.operation().on(this, new ByteArrayOutputStream()));
        assertThat(passes).as("the number of asks that this test goes through").hasValue(0);
    }

    private void assertRefused(Form form, ByteArrayOutputStream out) {
        assertThatThrownBy(
                        () -> TenantContext.run(tenant, () -> form.operation().on(this, out)))
                .isInstanceOfSatisfying(TenantNotServedException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.TENANT_SUSPENDED);
                    assertThat(refused.tenant()).contains(tenant);
                });
    }

    @Test
    void decryptAll_gateClosesBetweenItems_refusesTheRest() {
        // The active key, the batch's own look-up, two for each item.
        passes.set(Integer.MAX_VALUE);
        TenantContext.run(tenant, () -> invoices.decrypt(message, RECORD));
        List<BatchItem> items = List.of(BatchItem.of(RECORD, message), BatchItem.of(RECORD, message));
        passes.set(Integer.MAX_VALUE);
        TenantContext.run(tenant, () -> assertThat(invoices.decryptAll(items)).allMatch(TenantGateTest::isOpened));
        int asked = Integer.MAX_VALUE - passes.get();

        for (int passing = 0; passing < asked; passing++) {
            passes.set(passing);
            long opened = TenantContext.<Long, RuntimeException>call(
                    tenant,
                    () -> invoices.decryptAll(items).stream()
                            .filter(TenantGateTest::isOpened)
                            .count());
            assertThat(opened).as("with %d passes", passing).isLessThan(2);
        }
    }

    @Test
    void decrypt_longStreamWhoseGateCloses_endsThere() {
        passes.set(Integer.MAX_VALUE);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        TenantContext.run(tenant, () -> {
            try {
                invoices.decrypt(new ByteArrayInputStream(longMessage), whole, RECORD);
            } catch (IOException impossible) {
                throw new AssertionError(impossible);
            }
        });
        int asked = Integer.MAX_VALUE - passes.get();
        assertThat(whole.toByteArray()).isEqualTo(LONG);
        assertThat(asked).as("once for each part at least").isGreaterThan(LONG.length / 4096);

        passes.set(asked / 2);
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        assertThatThrownBy(() -> TenantContext.run(
                        tenant, () -> invoices.decrypt(new ByteArrayInputStream(longMessage), part, RECORD)))
                .isInstanceOf(TenantNotServedException.class);
        assertThat(part.size()).isBetween(1, LONG.length - 4096);
    }

    private static boolean isOpened(BatchResult result) {
        return result.failure().isEmpty();
    }

    @Test
    void branchKeys_gateClosed_areNotAsked() {
        passes.set(0);
        assertThat(keyring.branchKeys().describe(tenant)).isPresent();
    }
}

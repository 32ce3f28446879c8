package dev.partywall.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class TenantIsolationExceptionTest {

    private static final Tenant ACME = Tenant.of("acme");

    /** What another module's exception looks like. */
    private static final class Sample extends TenantIsolationException {

        private static final long serialVersionUID = 1L;

        Sample(ErrorCode code, @Nullable TenantId tenant, boolean retryable, @Nullable Throwable cause) {
            super(code, tenant, retryable, "Tenant acme: it broke.", cause);
        }
    }

    static Stream<TenantIsolationException> everyExceptionOfThisModule() {
        return Stream.of(
                catchThrowableOfType(InvalidTenantException.class, () -> TenantId.of("a/b")),
                catchThrowableOfType(InvalidTenantException.class, () -> ACME.withAttribute("a*", "x")),
                catchThrowableOfType(InvalidTenantException.class, () -> ACME.withActor("*")),
                catchThrowableOfType(NoTenantException.class, TenantContext::require),
                mismatch());
    }

    @ParameterizedTest
    @MethodSource("everyExceptionOfThisModule")
    void exception_ofThisModule_endsWithItsCodeAndIsFinal(TenantIsolationException exception) {
        assertThat(exception)
                .hasMessageEndingWith(" [" + exception.code() + "]")
                .hasNoCause();
        assertThat(exception.code().number()).isBetween(100, 199);
        assertThat(exception.isRetryable()).isFalse();
        exception.tenant().ifPresent(tenant -> assertThat(exception).hasMessageContaining(tenant.value()));
    }

    @ParameterizedTest
    @MethodSource("everyExceptionOfThisModule")
    void serialised_andBack_tellsTheSame(TenantIsolationException exception) throws Exception {
        TenantIsolationException copy = (TenantIsolationException) copyOf(exception);

        assertThat(copy).hasSameClassAs(exception).hasMessage(exception.getMessage());
        assertThat(copy.code()).isSameAs(exception.code());
        assertThat(copy.tenant()).isEqualTo(exception.tenant());
        assertThat(copy.isRetryable()).isEqualTo(exception.isRetryable());
    }

    @Test
    void serialised_mismatch_keepsTheRequestedTenant() throws Exception {
        TenantMismatchException copy = (TenantMismatchException) copyOf(mismatch());

        assertThat(copy.requested()).isEqualTo(TenantId.of("globex"));
    }

    @Test
    void message_mismatch_namesBothTenantsAndWhatToDo() {
        assertThat(mismatch())
                .hasMessage(
                        "Tenant acme is bound to this thread, so tenant globex was refused. Let the block of acme end"
                                + " first; work that spans tenants binds them one after the other, never one inside the other."
                                + " [PW-111 TENANT_MISMATCH]");
    }

    @Test
    void message_noTenant_saysWhatToDo() {
        assertThat(catchThrowableOfType(NoTenantException.class, TenantContext::require))
                .hasMessage("No tenant is bound to this thread. Run the code inside TenantContext.run(tenant, ...), and"
                        + " carry the tenant to other threads with TenantTasks.wrap(...). [PW-110 NO_TENANT_BOUND]");
    }

    @ParameterizedTest
    @EnumSource
    void subclass_anyCode_tellsWhatItWasGiven(ErrorCode code) {
        var cause = new IOException("disk");
        var exception = new Sample(code, TenantId.of("acme"), true, cause);

        assertThat(exception.code()).isSameAs(code);
        assertThat(exception.tenant()).contains(TenantId.of("acme"));
        assertThat(exception.isRetryable()).isTrue();
        assertThat(exception)
                .hasMessage("Tenant acme: it broke. [PW-" + code.number() + " " + code.name() + "]")
                .hasCause(cause)
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void subclass_withoutTenantOrCause_hasNone() {
        var exception = new Sample(ErrorCode.BUG, null, false, null);

        assertThat(exception.tenant()).isEmpty();
        assertThat(exception.isRetryable()).isFalse();
        assertThat(exception).hasNoCause();
    }

    private static TenantMismatchException mismatch() {
        return catchThrowableOfType(
                TenantMismatchException.class,
                () -> TenantContext.run(ACME, () -> TenantContext.run(TenantId.of("globex"), () -> {})));
    }

    @SuppressWarnings("BanSerializableRead") // bytes that this test wrote
    private static Object copyOf(Object original) throws IOException, ClassNotFoundException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(original);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }
}

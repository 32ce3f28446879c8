package dev.partywall.lifecycle.internal.reencryption;

import dev.partywall.core.IsolationEventListener;
import dev.partywall.core.Tenant;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.lifecycle.reencryption.JobKey;
import dev.partywall.lifecycle.reencryption.JobStore;
import dev.partywall.lifecycle.reencryption.RecordSource;
import dev.partywall.lifecycle.reencryption.ReencryptionProgress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The settings of a re-encryption, checked. */
public record ReencryptionSettings(
        Tenant tenant,
        TenantKeyring keyring,
        TenantEncryptor encryptor,
        RecordSource source,
        JobStore memory,
        int parallelism,
        OptionalInt perSecond,
        int pageSize,
        Duration lease,
        int attempts,
        Optional<Consumer<ReencryptionProgress>> progress,
        IsolationEventListener listener,
        Clock clock) {

    JobKey keyOf(String partition) {
        return new JobKey(tenant.id(), encryptor.purpose(), source.name(), partition);
    }

    /** The settings while they are collected; the builder writes its fields. */
    public static final class Collector {

        public @Nullable Tenant tenant;
        public @Nullable TenantKeyring keyring;
        public @Nullable String purpose;
        public @Nullable RecordSource source;
        public @Nullable JobStore memory;
        public int parallelism = 4;
        public @Nullable Integer perSecond;
        public int pageSize = 500;
        public @Nullable Duration lease = Duration.ofSeconds(30);
        public int attempts = 8;
        public @Nullable Consumer<ReencryptionProgress> progress;
        public @Nullable IsolationEventListener listener = IsolationEventListener.none();
        public @Nullable Clock clock = Clock.systemUTC();

        /** The settings, or {@link InvalidLifecycleSettingException}. */
        public ReencryptionSettings check() {
            requireBetween("parallelism", parallelism, 1, 256);
            requireBetween("pageSize", pageSize, 1, 10_000);
            requireBetween("attempts", attempts, 1, 20);
            if (perSecond != null) {
                requireBetween("perSecond", perSecond, 1, 1_000_000);
            }
            Duration checkedLease = present("lease", lease);
            if (!Owner.isLease(checkedLease)) {
                throw InvalidLifecycleSettingException.setting("lease", "must be 100 milliseconds to 1 hour");
            }
            TenantKeyring checkedKeyring = present("keyring", keyring);
            return new ReencryptionSettings(
                    present("tenant", tenant),
                    checkedKeyring,
                    checkedKeyring.encryptor(present("purpose", purpose)),
                    present("source", source),
                    present("memory", memory),
                    parallelism,
                    perSecond == null ? OptionalInt.empty() : OptionalInt.of(perSecond),
                    pageSize,
                    checkedLease,
                    attempts,
                    Optional.ofNullable(progress),
                    present("listener", listener),
                    present("clock", clock));
        }

        private static void requireBetween(String setting, int value, int least, int most) {
            if (value < least || value > most) {
                throw InvalidLifecycleSettingException.setting(setting, "must be " + least + " to " + most);
            }
        }

        private static <T> T present(String setting, @Nullable T value) {
            if (value == null) {
                throw InvalidLifecycleSettingException.setting(
                        setting, "is missing; call " + setting + "(...) on the builder with no null argument");
            }
            return value;
        }
    }
}

package dev.partywall.keyring.internal.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.KeyUnavailableException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found missing or denied a moment ago. Kept apart from the keys, and each tenant's apart from the others': neither
 * unknown tenants nor forged versions push out what is remembered of somebody else.
 */
final class Absences {

    private static final int MAXIMUM = 10_000;

    /** What one tenant may take of that, however large its quota of keys is. */
    private static final int MAXIMUM_PER_TENANT = MAXIMUM / 100;

    private final Cache<TenantId, List<Absence>> tenants;
    private final CacheSettings settings;

    Absences(CacheSettings settings) {
        this.settings = settings;
        this.tenants = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(settings.ticker())
                .maximumWeight(MAXIMUM)
                .weigher((TenantId tenant, List<Absence> absences) -> absences.size())
                .expireAfterWrite(settings.negativeTimeToLive())
                .build();
    }

    /** Why a key is known not to be there. */
    @Nullable
    KeyUnavailableException find(CacheKey key) {
        List<Absence> absences = tenants.getIfPresent(key.tenant());
        if (absences == null) {
            return null;
        }
        long now = settings.ticker().read();
        for (Absence absence : absences) {
            if (absence.key.equals(key) && absence.isKnown(now)) {
                return absence.why;
            }
        }
        return null;
    }

    /** Remembers; of a tenant that has too many the oldest goes. */
    void remember(CacheKey key, KeyUnavailableException why) {
        long now = settings.ticker().read();
        Absence absence =
                new Absence(key, why, now + settings.negativeTimeToLive().toNanos());
        tenants.asMap().merge(key.tenant(), List.of(absence), (known, one) -> {
            List<Absence> all = new ArrayList<>(known);
            all.removeIf(other -> other.key.equals(key) || !other.isKnown(now));
            if (all.size() >= Math.min(settings.maximumKeysPerTenant(), MAXIMUM_PER_TENANT)) {
                all.remove(0);
            }
            all.addAll(one);
            return List.copyOf(all);
        });
    }

    void forget(TenantId tenant) {
        tenants.invalidate(tenant);
    }

    void clear() {
        tenants.invalidateAll();
    }

    private record Absence(CacheKey key, KeyUnavailableException why, long until) {

        boolean isKnown(long now) {
            return until - now > 0;
        }
    }
}

package dev.partywall.keyring.internal;

import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.keyring.BatchItem;
import dev.partywall.keyring.BatchResult;
import dev.partywall.keyring.KeyUnavailableException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Opens messages one by one, after it has begun to load the branch keys that they name.
 *
 * <p>Without this, a page of records under ten versions would wait for ten loads in a row. The keys are only brought into
 * memory: each item then takes its key as any operation does. A key that could not be had is not asked for again by each
 * item that needs it: they fail as the load did.
 */
final class BatchDecryption {

    private final BranchKeyPrefetch prefetch;
    private final Function<BatchItem, Optional<String>> version;
    private final Function<BatchItem, byte[]> decrypt;

    /**
     * @param version the branch key version that an item's message names, empty if the message is to be refused without
     *     a key
     * @param decrypt opens an item
     */
    BatchDecryption(
            BranchKeyPrefetch prefetch,
            Function<BatchItem, Optional<String>> version,
            Function<BatchItem, byte[]> decrypt) {
        this.prefetch = prefetch;
        this.version = version;
        this.decrypt = decrypt;
    }

    /** A result for each item, in their order. */
    List<BatchResult> open(List<BatchItem> items) {
        Tenant tenant = TenantContext.require();
        List<Optional<String>> versions = new ArrayList<>(items.size());
        Set<String> distinct = new LinkedHashSet<>();
        for (BatchItem item : items) {
            Optional<String> named = version.apply(item);
            named.ifPresent(distinct::add);
            versions.add(named);
        }
        return open(items, versions, prefetch.load(tenant, distinct));
    }

    private List<BatchResult> open(
            List<BatchItem> items, List<Optional<String>> versions, Map<String, KeyUnavailableException> failed) {
        List<BatchResult> results = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            Optional<KeyUnavailableException> failure = versions.get(i).map(failed::get);
            results.add(open(items.get(i), failure));
        }
        return List.copyOf(results);
    }

    private BatchResult open(BatchItem item, Optional<KeyUnavailableException> failure) {
        if (failure.isPresent()) {
            return BatchResult.failed(item.recordId(), failure.get().forAnotherCaller());
        }
        try {
            return BatchResult.succeeded(item.recordId(), decrypt.apply(item));
        } catch (TenantIsolationException refused) {
            return BatchResult.failed(item.recordId(), refused);
        }
    }
}

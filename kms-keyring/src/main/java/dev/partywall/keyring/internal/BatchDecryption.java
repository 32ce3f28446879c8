package dev.partywall.keyring.internal;

import dev.partywall.core.Tenant;
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
import java.util.function.Supplier;

/**
 * Opens messages one by one, after it has brought the branch keys that they name into memory.
 *
 * <p>Without this, a page of records under ten versions would wait for ten loads in a row. The keys are only brought into
 * memory: each item then takes its key as any operation does. A key that could not be had is not asked for again by each
 * item that needs it.
 */
final class BatchDecryption {

    private final BranchKeyPrefetch prefetch;
    private final Function<BatchItem, Message> reader;

    /**
     * One message, read and not opened.
     *
     * @param version the branch key version that it names, empty if it is refused without a key
     * @param opening opens it, given why there is no key for some versions; where it finds another of those, it notes why
     */
    record Message(Optional<String> version, Function<Map<String, KeyUnavailableException>, byte[]> opening) {

        /** One that is refused whatever its key is; not before it is its turn. */
        static Message refused(Supplier<? extends TenantIsolationException> refusal) {
            return new Message(Optional.empty(), noKeys -> {
                throw refusal.get();
            });
        }
    }

    BatchDecryption(BranchKeyPrefetch prefetch, Function<BatchItem, Message> reader) {
        this.prefetch = prefetch;
        this.reader = reader;
    }

    /** A result for each item, in their order. */
    List<BatchResult> open(Tenant tenant, List<BatchItem> items) {
        List<Message> messages = items.stream().map(this::read).toList();
        Set<String> versions = new LinkedHashSet<>();
        messages.forEach(message -> message.version().ifPresent(versions::add));
        Map<String, KeyUnavailableException> noKeys = prefetch.load(tenant, versions);
        List<BatchResult> results = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            results.add(open(items.get(i), messages.get(i), noKeys));
        }
        return List.copyOf(results);
    }

    private Message read(BatchItem item) {
        try {
            return reader.apply(item);
        } catch (TenantIsolationException refused) {
            return Message.refused(() -> refused);
        }
    }

    private static BatchResult open(BatchItem item, Message message, Map<String, KeyUnavailableException> noKeys) {
        try {
            return BatchResult.succeeded(item.recordId(), message.opening().apply(noKeys));
        } catch (TenantIsolationException failure) {
            return BatchResult.failed(item.recordId(), failure);
        }
    }
}

package dev.partywall.lifecycle.internal;

import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantRegistry;
import dev.partywall.lifecycle.TenantRegistry.Changes;
import java.util.List;
import java.util.stream.Stream;

/** The feed of the registry from its beginning to its end, read page by page. */
final class RegistryPages {

    private static final int PAGE = 500;

    private final TenantRegistry registry;

    RegistryPages(TenantRegistry registry) {
        this.registry = registry;
    }

    /** All tenants; one that changes meanwhile may come again, at its newest. */
    Stream<TenantRecord> all() {
        return Stream.iterate(page(0), page -> !page.records().isEmpty(), this::behind)
                .flatMap(page -> page.records().stream());
    }

    private Changes behind(Changes page) {
        return page.isEnd() ? new Changes(List.of(), page.next(), true) : page(page.next());
    }

    private Changes page(long after) {
        return registry.changes(after, PAGE);
    }
}

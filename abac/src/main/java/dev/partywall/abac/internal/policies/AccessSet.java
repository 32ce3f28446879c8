package dev.partywall.abac.internal.policies;

import dev.partywall.abac.AccessLevel;
import dev.partywall.abac.BranchKeyStore;
import dev.partywall.abac.InvalidPolicySettingException;
import dev.partywall.abac.TenantTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was described so far. Each part is sound by itself; {@link #grants} checks them against each other. */
public final class AccessSet {

    private final List<Grant> grants = new ArrayList<>();
    private final List<Family> families = new ArrayList<>();
    private final List<EventGrants> sharedBuses = new ArrayList<>();
    private final Set<String> tables = new HashSet<>();
    private final Map<String, String> keys = new HashMap<>();
    private final Set<String> storeTables = new HashSet<>();
    private final Set<String> rootKeys = new HashSet<>();

    /** Adds resources that have one name for each tenant. */
    public void add(Family family, List<Grant> taken) {
        families.add(family);
        grants.addAll(taken);
    }

    /** Adds a shared table. */
    public void table(TenantTable table) {
        tables.add(table.arn());
        TenantTemplate leadingKey = TenantTemplate.parse("leadingKey", table.leadingKey());
        add(new Family("leadingKey", table.arn(), leadingKey), ItemGrants.of(table));
    }

    /** Adds a key that is called directly. */
    public void key(String arn, AccessLevel level, String contextKey, List<String> otherKeys) {
        grants.addAll(KeyGrants.of(arn, level, contextKey, otherKeys));
        String before = keys.putIfAbsent(arn, contextKey);
        if (before != null && !before.equals(contextKey)) {
            throw InvalidPolicySettingException.setting(
                    "contextKey",
                    "\"" + contextKey + "\" and \"" + before + "\" could name two tenants in one encryption context of "
                            + arn + "; use one of them, or two keys");
        }
    }

    /** Adds a key store. */
    public void keyStore(BranchKeyStore store) {
        storeTables.add(store.tableArn());
        rootKeys.add(store.rootKeyArn());
        grants.addAll(KeyStoreGrants.ofUser(store));
    }

    /** Adds a bus of all tenants. */
    public void events(EventGrants events) {
        add(events.family(), events.grants());
        sharedBuses.add(events);
    }

    /**
     * All grants, in the order of documents.
     *
     * @throws InvalidPolicySettingException if they do not go together
     */
    public List<Grant> grants() {
        if (grants.isEmpty()) {
            throw InvalidPolicySettingException.setting("access", "is to nothing; describe what tenants reach");
        }
        requireApart("table", tables, storeTables, "is a key store: tenants would write branch keys");
        requireApart("key", keys.keySet(), rootKeys, "is a root key: branch keys would be open to direct calls");
        Family.requireApart(families);
        sharedBuses.forEach(bus -> families.forEach(bus::requireNotOf));
        return Grant.merged(grants);
    }

    private static void requireApart(String setting, Set<String> used, Set<String> others, String problem) {
        used.stream().filter(others::contains).sorted().findFirst().ifPresent(arn -> {
            throw InvalidPolicySettingException.setting(setting, arn + " " + problem + "; use another");
        });
    }
}

package dev.partywall.testing.internal.isolation;

import dev.partywall.core.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/** Sees to it that among the tenants one's id begins with another's, and one's differs from another's in case only. */
public final class Neighbours {

    private Neighbours() {}

    /** The tenants and, where they have none yet, neighbours of the first. */
    public static List<TenantId> with(List<TenantId> tenants) {
        List<TenantId> all = new ArrayList<>(tenants);
        String first = tenants.get(0).value();
        if (!anyPair(tenants, (one, other) -> other.startsWith(one))) {
            all.add(TenantId.of(longer(first)));
        }
        if (!anyPair(tenants, String::equalsIgnoreCase)
                && !AttackForm.otherCase(first).equals(first)) {
            all.add(TenantId.of(AttackForm.otherCase(first)));
        }
        return all;
    }

    private static String longer(String id) {
        return id.length() < TenantId.MAX_LENGTH ? id + "0" : id.substring(0, id.length() - 1);
    }

    private static boolean anyPair(List<TenantId> tenants, BiPredicate<String, String> relation) {
        return tenants.stream()
                .anyMatch(one -> tenants.stream()
                        .anyMatch(other -> !one.equals(other) && relation.test(one.value(), other.value())));
    }
}

package dev.partywall.benchmarks;

import dev.partywall.policy.AuthorizationRequest;
import dev.partywall.policy.ContextValue;
import dev.partywall.policy.RequestContext;
import java.util.Locale;
import java.util.Set;

/**
 * What {@link TenantPolicies#IDENTITY} says, as Java written by hand for this one policy: the floor for any evaluator, which
 * has to find out at run time what stands here in the code.
 */
public final class HandWrittenDecision {

    private static final String TENANT = "aws:principaltag/tenantid";
    private static final String REGION_AND_ACCOUNT = ":" + TenantPolicies.ACCOUNT + ":";
    private static final Set<String> ITEM_ACTIONS =
            Set.of("dynamodb:getitem", "dynamodb:putitem", "dynamodb:updateitem", "dynamodb:query");

    private HandWrittenDecision() {}

    /** The outcomes. */
    public enum Outcome {
        /** The tenant's own items. */
        ALLOWED,
        /** Another tenant's items. */
        IMPLICITLY_DENIED,
        /** The whole table. */
        EXPLICITLY_DENIED
    }

    static Outcome decide(AuthorizationRequest request) {
        String action = request.action().toLowerCase(Locale.ROOT);
        if (isDenied(action, request.context())) {
            return Outcome.EXPLICITLY_DENIED;
        }
        boolean allowed = isOwnItem(action, request) || isOwnKey(action, request);
        return allowed ? Outcome.ALLOWED : Outcome.IMPLICITLY_DENIED;
    }

    private static boolean isDenied(String action, RequestContext context) {
        return context.find(TENANT) instanceof ContextValue.Absent
                || action.equals("dynamodb:scan")
                || action.startsWith("dynamodb:partiql")
                || isFalse(context.find("aws:securetransport"));
    }

    private static boolean isFalse(ContextValue value) {
        return value instanceof ContextValue.Single single && single.value().equalsIgnoreCase("false");
    }

    private static boolean isOwnItem(String action, AuthorizationRequest request) {
        return ITEM_ACTIONS.contains(action)
                && isTable(request.resource())
                && request.context().find("dynamodb:leadingkeys") instanceof ContextValue.Multiple keys
                && request.context().find(TENANT) instanceof ContextValue.Single tenant
                && !keys.values().isEmpty()
                && keys.values().stream().allMatch(tenant.value()::equals);
    }

    private static boolean isTable(String arn) {
        String tail = REGION_AND_ACCOUNT + "table/invoices";
        return arn.startsWith("arn:aws:dynamodb:") && (arn.endsWith(tail) || arn.contains(tail + "/index/"));
    }

    private static boolean isOwnKey(String action, AuthorizationRequest request) {
        return (action.equals("kms:decrypt") || action.startsWith("kms:generatedatakey"))
                && request.resource().startsWith("arn:aws:kms:")
                && request.resource().contains(REGION_AND_ACCOUNT + "key/")
                && request.context().find("kms:encryptioncontext:tenant") instanceof ContextValue.Single sealed
                && request.context().find(TENANT) instanceof ContextValue.Single tenant
                && sealed.value().equals(tenant.value());
    }
}

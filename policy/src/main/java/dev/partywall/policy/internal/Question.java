package dev.partywall.policy.internal;

import dev.partywall.policy.AuthorizationRequest;
import dev.partywall.policy.Caller;
import dev.partywall.policy.RequestContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request as statements are asked about it.
 *
 * @param caller who asks
 * @param account the caller's account, if it has one
 * @param bounded whether the caller has a permissions boundary
 * @param action the action in lower case
 * @param resource the ARN, or {@code *}
 * @param context the condition keys
 */
record Question(
        Caller caller,
        @Nullable String account,
        boolean bounded,
        String action,
        String resource,
        RequestContext context) {

    static Question of(AuthorizationRequest request, boolean bounded) {
        Caller caller = request.caller();
        String action = request.action().toLowerCase(Locale.ROOT);
        return new Question(caller, account(caller), bounded, action, request.resource(), request.context());
    }

    private static @Nullable String account(Caller caller) {
        if (caller instanceof Caller.RoleSession session) {
            return session.account();
        } else if (caller instanceof Caller.IamUser user) {
            return user.account();
        }
        return caller instanceof Caller.AccountRoot root ? root.account() : null;
    }

    boolean isRoot() {
        return caller instanceof Caller.AccountRoot;
    }
}

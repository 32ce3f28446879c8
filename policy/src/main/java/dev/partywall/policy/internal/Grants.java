package dev.partywall.policy.internal;

import dev.partywall.policy.PolicyLayer;
import dev.partywall.policy.Trace.Match;

/**
 * What each layer allows, and what follows from it for a request that nothing denies.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html">
 *     How AWS enforcement code logic evaluates requests</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html">
 *     Cross-account policy evaluation logic</a>
 */
final class Grants {

    Match serviceControl = Match.YES;
    Match resourceControl = Match.YES;
    Match identity = Match.NO;
    Match boundary = Match.YES;
    Match session = Match.YES;

    /** The resource's policy, by how it names the caller. */
    Match direct = Match.NO;

    Match role = Match.NO;
    Match account = Match.NO;

    /** Who a caller is to the resource. */
    enum Relation {
        /** Of the account that owns it. */
        SAME_ACCOUNT,
        /** Of another account. */
        CROSS_ACCOUNT,
        /** Of no account: a service, a web identity, somebody without credentials. */
        NO_ACCOUNT
    }

    /** Adds what a statement of the resource's policy allows. */
    void addResource(Naming naming, Match match) {
        switch (naming) {
            case NONE -> {}
            case ACCOUNT -> account = Logic.or(account, match);
            case ROLE -> role = Logic.or(role, match);
            case UNKNOWN, DIRECT -> direct = Logic.or(direct, match);
        }
    }

    Match allowed(Relation relation, boolean resourceMustAllow) {
        Match access = switch (relation) {
            case NO_ACCOUNT -> direct;
            case CROSS_ACCOUNT -> Logic.and(anyResource(), Logic.and(identity, limits()));
            case SAME_ACCOUNT -> sameAccount(resourceMustAllow);
        };
        return Logic.and(Logic.and(serviceControl, resourceControl), access);
    }

    /**
     * Who is named directly needs nothing else. A role that is named, or an identity policy, is limited by permissions
     * boundary and session policies. Where the resource's policy must allow, it has to leave it to the account first.
     */
    private Match sameAccount(boolean resourceMustAllow) {
        Match own = resourceMustAllow ? Logic.and(identity, account) : identity;
        return Logic.or(direct, Logic.and(Logic.or(role, own), limits()));
    }

    private Match limits() {
        return Logic.and(boundary, session);
    }

    private Match anyResource() {
        return Logic.or(direct, Logic.or(role, account));
    }

    /** The first layer that had to allow and did not, of a request that is not allowed. */
    PolicyLayer missing(Relation relation, boolean resourceMustAllow) {
        if (serviceControl == Match.NO) {
            return PolicyLayer.SERVICE_CONTROL;
        } else if (resourceControl == Match.NO) {
            return PolicyLayer.RESOURCE_CONTROL;
        } else if (relation == Relation.NO_ACCOUNT) {
            return PolicyLayer.RESOURCE;
        }
        boolean needsResource = relation == Relation.CROSS_ACCOUNT || resourceMustAllow;
        if (needsResource && anyResource() == Match.NO) {
            return PolicyLayer.RESOURCE;
        } else if (identity == Match.NO && (relation == Relation.CROSS_ACCOUNT || role == Match.NO)) {
            return PolicyLayer.IDENTITY;
        }
        // What is left is a grant that one of the two takes away.
        return boundary == Match.NO ? PolicyLayer.PERMISSIONS_BOUNDARY : PolicyLayer.SESSION;
    }
}

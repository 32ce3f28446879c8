package dev.partywall.testing.internal.authorization;

import dev.partywall.policy.AuthorizationRequest;
import dev.partywall.policy.PolicyEvaluator;
import dev.partywall.policy.PolicySet;
import dev.partywall.testing.LabDecision;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.LabRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks IAM about calls. */
public final class Authorizer {

    private final LabAccount account;
    private final GlobalKeys keys;
    private final PolicyOverlay overlay;

    /** An authorizer for an account's resources. */
    public Authorizer(LabAccount account, Clock clock) {
        this(account, clock, new PolicyOverlay());
    }

    /** An authorizer that goes by other documents where the overlay has them. */
    public Authorizer(LabAccount account, Clock clock, PolicyOverlay overlay) {
        this.overlay = overlay;
        this.account = account;
        this.keys = new GlobalKeys(account, clock);
    }

    /** The names in lower case of the condition keys that requests to any service may have. */
    public static Set<String> globalKeys() {
        return GlobalKeys.given();
    }

    /** The names in lower case of the condition keys that AWS has and no request to the lab. */
    public static Set<String> keysWithoutValue() {
        return GlobalKeys.never();
    }

    /** Decides the questions in turn; ends after the first that is not answered with "allowed". */
    public List<LabDecision> decide(Identity identity, LabRequest request, List<AccessCheck> checks) {
        List<LabDecision> decisions = new ArrayList<>();
        for (AccessCheck check : checks) {
            LabDecision decision = decide(identity, request, check);
            decisions.add(decision);
            if (!decision.decision().isAllowed()) {
                break;
            }
        }
        return decisions;
    }

    /** Decides questions that do not hang on each other. */
    public List<LabDecision> decideEach(Identity identity, LabRequest request, List<AccessCheck> checks) {
        return checks.stream().map(check -> decide(identity, request, check)).toList();
    }

    private LabDecision decide(Identity identity, LabRequest request, AccessCheck check) {
        PolicySet policies = overlay.apply(PolicySet.NONE
                .withIdentity(identity.policies())
                .withPermissionsBoundary(identity.permissionsBoundary())
                .withSession(identity.sessionPolicies())
                .withResource(check.resourcePolicies(), check.resourceMustAllow()));
        AuthorizationRequest question = new AuthorizationRequest(
                identity.caller(),
                check.action(),
                check.resource(),
                account.accountId(),
                keys.of(identity, request, check.keys()));
        return new LabDecision(question, policies, PolicyEvaluator.decide(policies, question));
    }

    /** The decision that refuses the call, if one does: always the last. */
    public static Optional<LabDecision> refusal(List<LabDecision> decisions) {
        return decisions.stream()
                .filter(decision -> !decision.decision().isAllowed())
                .findFirst();
    }
}

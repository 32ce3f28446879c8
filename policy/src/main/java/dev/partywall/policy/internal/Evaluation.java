package dev.partywall.policy.internal;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.AuthorizationRequest;
import dev.partywall.policy.PolicyLayer;
import dev.partywall.policy.PolicySet;
import dev.partywall.policy.Trace.Match;
import dev.partywall.policy.internal.Grants.Relation;
import dev.partywall.policy.internal.Verdict.Outcome;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Goes through all policies of a request, layer by layer, and stops at the first certain denial. */
public final class Evaluation {

    private final PolicySet policies;
    private final Question question;
    private final Grants grants = new Grants();
    private @Nullable Verdict denial;
    private boolean perhapsDenied;

    private Evaluation(PolicySet policies, Question question) {
        this.policies = policies;
        this.question = question;
    }

    /** Decides a request. */
    public static Verdict decide(PolicySet policies, AuthorizationRequest request) {
        Question question = Question.of(request, policies.permissionsBoundary().isPresent());
        Evaluation evaluation = new Evaluation(policies, question);
        evaluation.collect();
        return evaluation.verdict(relation(question, request));
    }

    private static Relation relation(Question question, AuthorizationRequest request) {
        if (question.account() == null) {
            return Relation.NO_ACCOUNT;
        }
        return question.account().equals(request.resourceAccount()) ? Relation.SAME_ACCOUNT : Relation.CROSS_ACCOUNT;
    }

    private void collect() {
        // Service control policies bind the principals of an account, its root user too, but neither services nor
        // strangers.
        if (question.account() != null) {
            grants.serviceControl = levels(PolicyLayer.SERVICE_CONTROL, policies.serviceControl());
        }
        grants.resourceControl = levels(PolicyLayer.RESOURCE_CONTROL, policies.resourceControl());
        collect(PolicyLayer.RESOURCE, policies.resource());
        Match identity = collect(PolicyLayer.IDENTITY, policies.identity());
        Match boundary = boundary(policies.permissionsBoundary());
        Match session = collect(PolicyLayer.SESSION, policies.session());
        // The root user has full access to its account but for what policies of other kinds take away.
        boolean root = question.isRoot();
        grants.identity = root ? Match.YES : identity;
        grants.boundary = root ? Match.YES : boundary;
        grants.session = root || policies.session().isEmpty() ? Match.YES : session;
    }

    private Match levels(PolicyLayer layer, List<List<AttachedPolicy>> levels) {
        Match all = Match.YES;
        for (int i = 0; i < levels.size(); i++) {
            all = Logic.and(all, collect(layer, levels.get(i)));
        }
        return all;
    }

    private Match boundary(Optional<AttachedPolicy> policy) {
        return policy.isEmpty() ? Match.YES : collect(PolicyLayer.PERMISSIONS_BOUNDARY, List.of(policy.get()));
    }

    /** Looks for denials in policies of one layer; tells whether any of them allows. */
    private Match collect(PolicyLayer layer, List<AttachedPolicy> attached) {
        Match allows = Match.NO;
        for (int i = 0; i < attached.size() && denial == null; i++) {
            for (CompiledStatement statement :
                    CompiledStatements.of(attached.get(i).document())) {
                allows = Logic.or(allows, collect(layer, statement));
            }
        }
        return allows;
    }

    private Match collect(PolicyLayer layer, CompiledStatement statement) {
        Naming naming = statement.naming(question);
        Match match = statement.match(naming, question);
        if (statement.isDeny()) {
            deny(layer, statement, match);
            return Match.NO;
        }
        if (layer == PolicyLayer.RESOURCE) {
            grants.addResource(naming, match);
        }
        return match;
    }

    private void deny(PolicyLayer layer, CompiledStatement statement, Match match) {
        if (match == Match.YES && denial == null) {
            denial = new Verdict(Outcome.EXPLICITLY_DENIED, layer, statement.source());
        }
        perhapsDenied |= match == Match.UNKNOWN;
    }

    private Verdict verdict(Relation relation) {
        if (denial != null) {
            return denial;
        }
        boolean mustAllow = policies.resourceMustAllow();
        Match allowed = grants.allowed(relation, mustAllow);
        if (allowed == Match.NO) {
            return new Verdict(Outcome.IMPLICITLY_DENIED, grants.missing(relation, mustAllow), null);
        }
        return allowed == Match.YES && !perhapsDenied ? Verdict.ALLOWED : Verdict.UNMODELLED;
    }
}

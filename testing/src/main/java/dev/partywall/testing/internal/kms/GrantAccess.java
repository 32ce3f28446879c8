package dev.partywall.testing.internal.kms;

import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.Identity;
import java.util.List;
import java.util.Map;

/** Access to grants: https://docs.aws.amazon.com/kms/latest/developerguide/grant-authorization.html */
final class GrantAccess {

    /** False of every direct request: true when a service of AWS makes it for the caller. */
    private static final String FOR_AWS = "kms:GrantIsForAWSResource";

    private final KeyResolver resolver;
    private final GrantResolver grants;
    private final KeyQuestions questions;

    GrantAccess(KeyRegistry keys, GrantRegistry registry, KeyQuestions questions) {
        this.resolver = new KeyResolver(keys);
        this.grants = new GrantResolver(keys, registry);
        this.questions = questions;
    }

    Map<String, AccessModel> models() {
        return Map.of(
                "CreateGrant", this::createGrant,
                "ListGrants", this::managing,
                "RevokeGrant", this::managing,
                "RetireGrant", this::retireGrant,
                "ListRetirableGrants", GrantAccess::listRetirableGrants);
    }

    private List<AccessCheck> createGrant(KmsRequest request, Identity caller) {
        GrantTerms terms = GrantTerms.in(request);
        KmsKey key = resolver.keyReference(request, "KeyId");
        ConditionKeys conditions = questions
                .keysOf(key, caller)
                .with(FOR_AWS, "false")
                .with("kms:GranteePrincipal", terms.grantee())
                .withAll("kms:GrantOperations", terms.operations());
        terms.retiring().ifPresent(principal -> conditions.with("kms:RetiringPrincipal", principal));
        terms.constraint()
                .ifPresent(constraint -> conditions
                        .with("kms:GrantConstraintType", constraint.kind().wireName())
                        .withContext(constraint.pairs()));
        return List.of(questions.ask("CreateGrant", key, conditions, grant -> grant.permitsCreationOf(terms)));
    }

    private List<AccessCheck> managing(KmsRequest request, Identity caller) {
        KmsKey key = resolver.keyReference(request, "KeyId");
        ConditionKeys conditions = questions.keysOf(key, caller).with(FOR_AWS, "false");
        return List.of(questions.ask(request.operation(), key, conditions));
    }

    /**
     * The grant decides: those it names, and the account, whose IAM policies may pass it on. The key policy does not
     * count (https://docs.aws.amazon.com/kms/latest/developerguide/grant-delete.html). The documentation disagrees on
     * whether the grant's constraint gives condition keys.
     */
    private List<AccessCheck> retireGrant(KmsRequest request, Identity caller) {
        Grant grant = grants.toRetire(request);
        KmsKey key = grants.keyOf(grant);
        ConditionKeys conditions = questions
                .keysOf(key, caller)
                .unknown("kms:EncryptionContext:", "kms:EncryptionContextKeys", "kms:GrantConstraintType");
        return List.of(new AccessCheck(
                "kms:RetireGrant", key.arn(), conditions.build(), List.of(grant.retirementPolicy()), true));
    }

    /**
     * The resource is the retiring principal
     * (https://docs.aws.amazon.com/kms/latest/APIReference/API_ListRetirableGrants.html).
     */
    private static List<AccessCheck> listRetirableGrants(KmsRequest request, Identity caller) {
        return List.of(AccessCheck.of(
                "kms:ListRetirableGrants",
                GrantTerms.retiringPrincipal(request),
                ConditionKeys.none().build()));
    }
}

package dev.partywall.testing.internal.kms;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Making, listing and ending grants: https://docs.aws.amazon.com/kms/latest/developerguide/grants.html */
final class GrantOperations {

    private static final Page GRANTS = new Page("Grants", 50, 100);

    private final KeyResolver resolver;
    private final GrantRegistry registry;
    private final GrantResolver grants;

    GrantOperations(KeyRegistry keys, GrantRegistry registry) {
        this.resolver = new KeyResolver(keys);
        this.registry = registry;
        this.grants = new GrantResolver(keys, registry);
    }

    Map<String, KmsOperation> operations() {
        return Map.of(
                "CreateGrant", this::createGrant,
                "ListGrants", this::listGrants,
                "ListRetirableGrants", this::listRetirableGrants,
                "RetireGrant", this::retireGrant,
                "RevokeGrant", this::revokeGrant);
    }

    private Map<String, ?> createGrant(KmsRequest request) {
        GrantTerms terms = GrantTerms.in(request);
        KmsKey key = resolver.keyReference(request, "KeyId");
        key.requireUsable();
        refuseDryRun(request);
        Grant grant = registry.create(key, terms);
        return new Answer()
                .with("GrantId", grant.id())
                .with("GrantToken", registry.newToken(grant))
                .map();
    }

    private Map<String, ?> listGrants(KmsRequest request) {
        KmsKey key = resolver.keyReference(request, "KeyId");
        Optional<String> id = request.text("GrantId", 1, 128);
        Optional<String> grantee = request.text("GranteePrincipal", 1, 256);
        return page(
                request,
                grant -> grant.keyId().equals(key.id())
                        && id.map(grant.id()::equals).orElse(true)
                        && grantee.map(grant.terms().grantee()::equals).orElse(true));
    }

    private Map<String, ?> listRetirableGrants(KmsRequest request) {
        String principal = GrantTerms.retiringPrincipal(request);
        return page(
                request,
                grant -> grant.terms().retiring().map(principal::equals).orElse(false));
    }

    private Map<String, ?> page(KmsRequest request, Predicate<Grant> wanted) {
        TreeMap<String, Map<String, ?>> entries = new TreeMap<>();
        registry.all().stream().filter(wanted).forEach(grant -> entries.put(grant.id(), entry(grant)));
        return GRANTS.of(entries, request);
    }

    private static Map<String, ?> entry(Grant grant) {
        GrantTerms terms = grant.terms();
        Answer answer = new Answer()
                .with("KeyId", grant.keyArn())
                .with("GrantId", grant.id())
                .with("Name", terms.name())
                .with("CreationDate", grant.created())
                .with("GranteePrincipal", terms.grantee())
                .with("IssuingAccount", grant.issuingAccount())
                .with("Operations", terms.operations());
        terms.retiring().ifPresent(principal -> answer.with("RetiringPrincipal", principal));
        terms.constraint()
                .ifPresent(
                        limit -> answer.with("Constraints", Map.of(limit.kind().wireName(), limit.pairs())));
        return answer.map();
    }

    private Map<String, ?> retireGrant(KmsRequest request) {
        return end(request, grants.toRetire(request));
    }

    private Map<String, ?> revokeGrant(KmsRequest request) {
        return end(request, grants.byId(request));
    }

    private Map<String, ?> end(KmsRequest request, Grant grant) {
        refuseDryRun(request);
        registry.remove(grant);
        return KmsOperation.NOTHING;
    }

    private static void refuseDryRun(KmsRequest request) {
        if (request.flag("DryRun")) {
            throw KmsException.dryRun();
        }
    }
}

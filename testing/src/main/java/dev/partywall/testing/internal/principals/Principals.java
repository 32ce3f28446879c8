package dev.partywall.testing.internal.principals;

import dev.partywall.testing.internal.LabAccount;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The users, roles, policies and identity providers of an account. Safe for use by many threads. */
public final class Principals {

    private final LabAccount account;
    private final Map<EntityKind, Registry<Entity>> entities = Map.of(
            EntityKind.ROLE, new Registry<Entity>(Entity::name), EntityKind.USER, new Registry<Entity>(Entity::name));
    private final Registry<ManagedPolicy> policies = new Registry<>(ManagedPolicy::name);
    private final Registry<IdentityProvider> providers = new Registry<>(IdentityProvider::arn);
    private final Map<String, AccessKey> accessKeys = new ConcurrentHashMap<>();
    private final Map<String, String> keySets = new ConcurrentHashMap<>();

    /** An account without any. */
    public Principals(LabAccount account) {
        this.account = account;
    }

    /** Whose they are. */
    public LabAccount account() {
        return account;
    }

    /** The users, or the roles. */
    public Registry<Entity> entities(EntityKind kind) {
        return Objects.requireNonNull(entities.get(kind));
    }

    /** The managed policies. */
    public Registry<ManagedPolicy> policies() {
        return policies;
    }

    /** The identity providers, by ARN. */
    public Registry<IdentityProvider> providers() {
        return providers;
    }

    /** The long-term access keys, by id. */
    public Map<String, AccessKey> accessKeys() {
        return accessKeys;
    }

    /** The JSON Web Key Sets of identity providers, by URL without scheme: what AWS would fetch from them. */
    public Map<String, String> keySets() {
        return keySets;
    }

    /** The ARN of something in IAM, which has no region. */
    public String arn(String type, String path, String name) {
        return "arn:aws:iam::" + account.accountId() + ":" + type + path + name;
    }

    /** The role with exactly this ARN. */
    public Optional<Entity> roleByArn(String arn) {
        return entityByArn(arn).filter(entity -> entity.kind() == EntityKind.ROLE);
    }

    /** The user or role with exactly this ARN. */
    public Optional<Entity> entityByArn(String arn) {
        return entities.values().stream()
                .flatMap(kind -> kind.find(arn.substring(arn.lastIndexOf('/') + 1)).stream())
                .filter(entity -> entity.arn().equals(arn))
                .findFirst();
    }

    /** The managed policy with exactly this ARN. */
    public Optional<ManagedPolicy> policyByArn(String arn) {
        return policies.find(arn.substring(arn.lastIndexOf('/') + 1))
                .filter(policy -> policy.arn().equals(arn));
    }

    /** The user or role that was pointed at, if it is still there. */
    public Optional<Entity> find(EntityRef reference) {
        return entities(reference.kind())
                .find(reference.name())
                .filter(entity -> entity.id().equals(reference.id()));
    }
}

package dev.partywall.testing.internal.principals;

import dev.partywall.testing.internal.Credential;
import dev.partywall.testing.internal.CredentialDirectory;
import dev.partywall.testing.internal.Identity;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The access keys of the root user, of users, and of sessions. Those of a user or role that is gone are gone as well.
 * Safe for use by many threads.
 */
public final class Credentials implements CredentialDirectory {

    private final Credential root;
    private final Principals principals;
    private final Identities identities;
    private final Map<String, Issued> sessions = new ConcurrentHashMap<>();

    private record Issued(Session session, Credential credential) {}

    /** An account whose root user has this access key. */
    public Credentials(Credential root, Principals principals) {
        this.root = root;
        this.principals = principals;
        this.identities = new Identities(principals);
    }

    @Override
    public Optional<Credential> find(String accessKeyId) {
        if (accessKeyId.equals(root.accessKeyId())) {
            return Optional.of(root);
        }
        AccessKey key = principals.accessKeys().get(accessKeyId);
        if (key != null) {
            return Optional.of(key.credential()).filter(inForce -> key.active());
        }
        return Optional.ofNullable(sessions.get(accessKeyId))
                .filter(issued -> isThere(issued.session()))
                .map(Issued::credential);
    }

    private boolean isThere(Session session) {
        return session.entity()
                .map(entity -> principals.find(entity).isPresent())
                .orElse(true);
    }

    /** Makes a long-term access key for a user. */
    public AccessKey createAccessKey(Entity user, Instant now) {
        EntityRef owner = EntityRef.to(user);
        Credential credential = new Credential(
                UniqueIds.next("AKIA").substring(0, 20), Credential.newSecret(), null, null, () -> ofUser(owner));
        AccessKey key = new AccessKey(owner, credential, now, true);
        principals.accessKeys().put(key.id(), key);
        return key;
    }

    /** Makes temporary credentials. */
    public Credential issue(Session session, Instant expires) {
        Credential credential = new Credential(
                UniqueIds.next("ASIA").substring(0, 20),
                Credential.newSecret(),
                UniqueIds.token(),
                expires,
                () -> ofSession(session));
        sessions.put(credential.accessKeyId(), new Issued(session, credential));
        return credential;
    }

    private Identity ofUser(EntityRef owner) {
        return principals.find(owner).map(identities::ofUser).orElseGet(Identity::anonymous);
    }

    /** Whoever was removed since the credentials were found is nobody. */
    private Identity ofSession(Session session) {
        if (session.entity().isEmpty()) {
            return identities.ofRoot(root.identity(), session);
        }
        return principals
                .find(session.entity().get())
                .map(entity -> entity.kind() == EntityKind.ROLE
                        ? identities.ofSession(entity, session)
                        : identities.ofUser(entity, session))
                .orElseGet(Identity::anonymous);
    }
}

package dev.partywall.testing.internal.principals;

import dev.partywall.policy.PolicyType;
import dev.partywall.testing.internal.Credential;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The user by which the lab itself assumes roles, as the root user cannot. Made when it is first wanted. Safe for use by
 * many threads.
 */
public final class LabUser {

    private static final String NAME = "partywall-lab";
    private static final String POLICY = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*",
              "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]}]}
            """;

    private final Principals principals;
    private final Credentials credentials;
    private final Clock clock;

    /** Whether a caller is such a user, by its ARN. */
    public static boolean isCaller(@Nullable String arn) {
        return arn != null && arn.endsWith(":user/" + NAME);
    }

    /** The user of an account. */
    public LabUser(Principals principals, Credentials credentials, Clock clock) {
        this.principals = principals;
        this.credentials = credentials;
        this.clock = clock;
    }

    /** Its access key; a new one, and if need be a new user, after a test has removed it. */
    public synchronized Credential credential() {
        Entity user = user();
        return principals.accessKeys().values().stream()
                .filter(key -> key.user().equals(EntityRef.to(user)) && key.active())
                .findFirst()
                .orElseGet(() -> credentials.createAccessKey(user, clock.instant()))
                .credential();
    }

    private Entity user() {
        Registry<Entity> users = principals.entities(EntityKind.USER);
        return users.find(NAME).orElseGet(() -> {
            Entity user = made();
            users.add(user);
            return user;
        });
    }

    private Entity made() {
        return new Entity(
                EntityKind.USER,
                UniqueIds.next(EntityKind.USER.idPrefix()),
                NAME,
                "/",
                principals.arn("user", "/", NAME),
                clock.instant(),
                Map.of(),
                Map.of("assume-roles", StoredPolicy.parse(PolicyType.IDENTITY, POLICY)),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }
}

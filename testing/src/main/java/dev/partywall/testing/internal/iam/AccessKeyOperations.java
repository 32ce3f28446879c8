package dev.partywall.testing.internal.iam;

import dev.partywall.testing.internal.ServiceKeys;
import dev.partywall.testing.internal.principals.AccessKey;
import dev.partywall.testing.internal.principals.Credentials;
import dev.partywall.testing.internal.principals.Entity;
import dev.partywall.testing.internal.principals.EntityKind;
import dev.partywall.testing.internal.principals.Principals;
import dev.partywall.testing.internal.protocol.XmlElements;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Long-term access keys of users. Without a user's name it is the caller's. */
final class AccessKeyOperations {

    private static final int MAX_KEYS = 2;

    private final Principals principals;
    private final Credentials credentials;
    private final Entities entities;
    private final IamAccess access;
    private final Clock clock;

    AccessKeyOperations(Principals principals, Credentials credentials, Clock clock) {
        this.principals = principals;
        this.credentials = credentials;
        this.entities = new Entities(principals);
        this.access = new IamAccess(principals);
        this.clock = clock;
    }

    Map<String, IamOperation> operations() {
        return Map.of(
                "CreateAccessKey", operation("iam:CreateAccessKey", this::create),
                "ListAccessKeys", operation("iam:ListAccessKeys", this::list),
                "DeleteAccessKey", operation("iam:DeleteAccessKey", this::delete),
                "UpdateAccessKey", operation("iam:UpdateAccessKey", this::update));
    }

    private IamOperation operation(String action, BiFunction<IamRequest, Entity, XmlElements> perform) {
        return new IamOperation(
                (request, caller) -> access.entity(
                        action, EntityKind.USER, Entities.userName(request, caller), ServiceKeys.builder()),
                (request, caller) ->
                        perform.apply(request, entities.named(Entities.userName(request, caller), EntityKind.USER)));
    }

    private List<AccessKey> keysOf(Entity user) {
        return principals.accessKeys().values().stream()
                .filter(key -> key.user().id().equals(user.id()))
                .toList();
    }

    private XmlElements create(IamRequest request, Entity user) {
        if (keysOf(user).size() >= MAX_KEYS) {
            throw IamException.limitExceeded("Cannot exceed quota for AccessKeysPerUser: " + MAX_KEYS);
        }
        AccessKey key = credentials.createAccessKey(user, clock.instant());
        return new XmlElements()
                .with(
                        "AccessKey",
                        shape(key).with("SecretAccessKey", key.credential().secretAccessKey()));
    }

    private static XmlElements shape(AccessKey key) {
        return new XmlElements()
                .with("UserName", key.user().name())
                .with("AccessKeyId", key.id())
                .with("Status", key.active() ? "Active" : "Inactive")
                .with("CreateDate", Answers.time(key.created()));
    }

    private XmlElements list(IamRequest request, Entity user) {
        TreeMap<String, XmlElements> entries = new TreeMap<>();
        keysOf(user).forEach(key -> entries.put(key.id(), shape(key)));
        return Page.of(request, "AccessKeyMetadata", entries);
    }

    private AccessKey key(IamRequest request, Entity user) {
        String id = request.required("AccessKeyId", 16, 128);
        return keysOf(user).stream()
                .filter(key -> key.id().equals(id))
                .findFirst()
                .orElseThrow(() -> IamException.noSuchEntity("The Access Key with id " + id + " cannot be found."));
    }

    private XmlElements delete(IamRequest request, Entity user) {
        principals.accessKeys().remove(key(request, user).id());
        return Answers.nothing();
    }

    private XmlElements update(IamRequest request, Entity user) {
        String status = request.required("Status", 1, 128);
        if (!status.equals("Active") && !status.equals("Inactive")) {
            throw IamException.constraint(
                    "'" + status + "'", "status", "satisfy enum value set: [Active, Inactive, Expired]");
        }
        AccessKey key = key(request, user);
        principals.accessKeys().put(key.id(), key.with(status.equals("Active")));
        return Answers.nothing();
    }
}

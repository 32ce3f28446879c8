package dev.partywall.testing.internal.iam;

import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.principals.Entity;
import dev.partywall.testing.internal.principals.EntityKind;
import dev.partywall.testing.internal.principals.ManagedPolicy;
import dev.partywall.testing.internal.principals.Principals;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The users, roles and policies that requests name. */
record Entities(Principals principals) {

    /** The user or role that a request names. */
    Entity named(IamRequest request, EntityKind kind) {
        return named(request.entityName(kind), kind);
    }

    /** The user or role with a name. */
    Entity named(String name, EntityKind kind) {
        return principals
                .entities(kind)
                .find(name)
                .orElseThrow(() -> IamException.noSuchEntity(
                        "The " + kind.text().toLowerCase(Locale.ROOT) + " with name " + name + " cannot be found."));
    }

    /** The name of the user that a request names, or else of the user who calls. */
    static String userName(IamRequest request, Identity caller) {
        return request.form().has("UserName")
                ? request.entityName(EntityKind.USER)
                : Optional.ofNullable(caller.keys().get("aws:username"))
                        .orElseThrow(() -> IamException.validation(
                                "Must specify userName when calling with non-User credentials"));
    }

    /** Changes the user or role that a request names. */
    void update(IamRequest request, EntityKind kind, UnaryOperator<Entity> change) {
        Entity entity = named(request, kind);
        Entity changed = change.apply(entity);
        principals.entities(kind).update(entity.name(), unchanged -> changed);
    }

    /** The managed policy that a request names. */
    ManagedPolicy policy(IamRequest request) {
        String arn = request.arn("PolicyArn");
        return principals
                .policyByArn(arn)
                .orElseThrow(() -> IamException.noSuchEntity("Policy " + arn + " was not found."));
    }

    /** A managed policy to be attached, or to be a boundary. */
    String attachable(String arn, String what) {
        if (principals.policyByArn(arn).isEmpty()) {
            throw IamException.noSuchEntity(what + " " + arn + " does not exist or is not attachable.");
        }
        return arn;
    }
}

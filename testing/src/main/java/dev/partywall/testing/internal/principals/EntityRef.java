package dev.partywall.testing.internal.principals;

/**
 * Points at a user or role, and not at another that is made later under the same name.
 *
 * @param kind which of them
 * @param name the name
 * @param id the unique id
 */
public record EntityRef(EntityKind kind, String name, String id) {

    /** Points at an entity. */
    public static EntityRef to(Entity entity) {
        return new EntityRef(entity.kind(), entity.name(), entity.id());
    }
}

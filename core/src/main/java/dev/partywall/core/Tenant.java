package dev.partywall.core;

import dev.partywall.core.internal.Printable;
import dev.partywall.core.internal.SessionText;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A tenant as the running code knows it: its id, attributes such as tier or region, and the actor (the end user) on
 * whose behalf the code runs.
 *
 * <p>Attributes become STS session tags and the actor becomes the STS source identity, so both are held to the limits
 * of STS from the start (<a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole</a>):
 * at most {@value #MAX_ATTRIBUTES} attributes (50 session tags less the tenant's own), names of 1 to 128 and values of
 * 0 to 256 characters out of letters, digits, spaces and {@code _.:/=+-@}, no name beginning with {@code aws:}; an actor of 2 to 64 characters out of
 * {@code [A-Za-z0-9_+=,.@-]}.
 *
 * <p>Immutable and safe for use by many threads. Two tenants are equal when id, attributes and actor are.
 */
public final class Tenant {

    /** The most attributes a tenant can have. */
    public static final int MAX_ATTRIBUTES = 49;

    private final TenantId id;
    private final Map<String, String> attributes;
    private final @Nullable String actor;

    private Tenant(TenantId id, Map<String, String> attributes, @Nullable String actor) {
        this.id = id;
        this.attributes = attributes;
        this.actor = actor;
    }

    /**
     * A tenant without attributes or actor.
     *
     * @param id its id
     * @return the tenant
     */
    public static Tenant of(TenantId id) {
        return new Tenant(Objects.requireNonNull(id, "id"), Map.of(), null);
    }

    /**
     * A tenant without attributes or actor.
     *
     * @param id its id, in the grammar of {@link TenantId}
     * @return the tenant
     * @throws InvalidTenantException with {@link ErrorCode#INVALID_TENANT_ID} if the id is not in the grammar
     */
    public static Tenant of(String id) {
        return of(TenantId.of(id));
    }

    /**
     * This tenant with one attribute more, or with another value for one that it has.
     *
     * @param name the attribute's name; session tags differ by more than case, so must these
     * @param value the attribute's value
     * @return the new tenant; this one stays as it is
     * @throws InvalidTenantException with {@link ErrorCode#INVALID_TENANT_ATTRIBUTE} if the name or the value breaks the
     *     limits of this type
     */
    public Tenant withAttribute(String name, String value) {
        SessionText.requireAttribute(id, name, value);
        Map<String, String> changed = new TreeMap<>(attributes);
        for (String other : attributes.keySet()) {
            if (other.equalsIgnoreCase(name) && !other.equals(name)) {
                throw InvalidTenantException.attribute(
                        id,
                        name,
                        "differs only by case from the attribute " + Printable.quote(other) + "; keep one of the two");
            }
        }
        changed.put(name, value);
        if (changed.size() > MAX_ATTRIBUTES) {
            throw InvalidTenantException.attribute(
                    id, name, "is one more than the " + MAX_ATTRIBUTES + " that STS session tags leave room for");
        }
        return new Tenant(id, Collections.unmodifiableMap(changed), actor);
    }

    /**
     * This tenant with the given actor.
     *
     * @param actor the end user on whose behalf the code runs; prefer an opaque id, it appears in CloudTrail
     * @return the new tenant; this one stays as it is
     * @throws InvalidTenantException with {@link ErrorCode#INVALID_ACTOR} if the actor breaks the limits of this type
     */
    public Tenant withActor(String actor) {
        SessionText.requireActor(id, actor);
        return new Tenant(id, attributes, actor);
    }

    /**
     * Who the tenant is.
     *
     * @return its id
     */
    public TenantId id() {
        return id;
    }

    /**
     * The attributes, sorted by name.
     *
     * @return an unmodifiable map
     */
    public Map<String, String> attributes() {
        return attributes;
    }

    /**
     * The end user on whose behalf the code runs.
     *
     * @return the actor, if one was given
     */
    public Optional<String> actor() {
        return Optional.ofNullable(actor);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tenant that
                && id.equals(that.id)
                && attributes.equals(that.attributes)
                && Objects.equals(actor, that.actor);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, attributes, actor);
    }

    /** The id alone: attributes and actor may name people. */
    @Override
    public String toString() {
        return "Tenant[" + id + "]";
    }
}

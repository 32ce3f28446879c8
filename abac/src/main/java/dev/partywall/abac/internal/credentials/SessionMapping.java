package dev.partywall.abac.internal.credentials;

import dev.partywall.abac.TenantCredentialsException;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * What of a tenant goes into its sessions.
 *
 * @param tenantTag the key of the session tag that holds the tenant's id, unless there are no session tags
 * @param attributeTags the keys of the session tags that hold attributes, by the attribute's name
 * @param transitive the keys of the session tags that persist through role chaining
 * @param actorIsSource whether the actor becomes the source identity
 */
public record SessionMapping(
        Optional<String> tenantTag, Map<String, String> attributeTags, Set<String> transitive, boolean actorIsSource) {

    /** Copies what it is given. */
    public SessionMapping {
        attributeTags = Map.copyOf(attributeTags);
        transitive = Set.copyOf(transitive);
    }

    /**
     * The tenant with only what its sessions depend on: tenants that narrow to equal ones share a session, and no others.
     *
     * @throws TenantCredentialsException if something that a session needs is missing
     */
    public Tenant narrow(Tenant tenant) {
        if (tenant.attributes().isEmpty() && tenant.actor().isEmpty()) {
            requireComplete(tenant);
            return tenant;
        }
        requireComplete(tenant);
        Tenant narrowed = Tenant.of(tenant.id());
        for (String attribute : attributeTags.keySet()) {
            narrowed = narrowed.withAttribute(
                    attribute, String.valueOf(tenant.attributes().get(attribute)));
        }
        return actorIsSource ? narrowed.withActor(tenant.actor().orElseThrow()) : narrowed;
    }

    private void requireComplete(Tenant tenant) {
        for (String attribute : attributeTags.keySet()) {
            if (!tenant.attributes().containsKey(attribute)) {
                throw missing(
                        tenant, "attribute '" + attribute + "', which becomes a session tag (setting attributeTag)");
            }
        }
        if (actorIsSource && tenant.actor().isEmpty()) {
            throw missing(tenant, "actor, which becomes the source identity (setting sourceIdentityFromActor)");
        }
    }

    /** The session tags of a narrowed tenant, the tenant's own first. */
    public List<Tag> tags(Tenant tenant) {
        List<Tag> tags = new ArrayList<>();
        tenantTag.ifPresent(key -> tags.add(tag(key, tenant.id().value())));
        tenant.attributes().forEach((name, value) -> {
            String key = attributeTags.get(name);
            if (key != null) {
                tags.add(tag(key, value));
            }
        });
        return List.copyOf(tags);
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static TenantCredentialsException missing(Tenant tenant, String what) {
        return new TenantCredentialsException(
                ErrorCode.SESSION_ATTRIBUTE_MISSING,
                tenant.id(),
                false,
                "it is bound without the " + what + "; bind a Tenant that has it",
                null);
    }
}

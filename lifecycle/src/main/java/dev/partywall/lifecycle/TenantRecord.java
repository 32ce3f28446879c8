package dev.partywall.lifecycle;

import dev.partywall.core.Tenant;
import dev.partywall.core.TenantId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the registry knows of a tenant. Immutable.
 *
 * @param tenant who
 * @param version how often the record was stored: 0 for one that never was
 * @param status where the tenant stands in its life
 * @param tier under whose KMS key its branch key is
 * @param key its branch key
 * @param role the ARN of the tenant's own IAM role; empty where tenants share one
 * @param attributes such as tier or region, which become session tags; within the limits of {@link Tenant}
 * @param departure what was decided on its way out; empty for a tenant that stays
 * @param operation the operation that is under way
 * @param changedAt when the record was stored, by the clock of whoever stored it
 */
public record TenantRecord(
        TenantId tenant,
        long version,
        TenantStatus status,
        Tier tier,
        TenantKeyState key,
        Optional<String> role,
        Map<String, String> attributes,
        Optional<Departure> departure,
        Optional<TenantOperation> operation,
        Instant changedAt) {

    /**
     * Checks the attributes and copies them.
     *
     * @param tenant who
     * @param version how often the record was stored
     * @param status where the tenant stands in its life
     * @param tier under whose KMS key its branch key is
     * @param key its branch key
     * @param role the ARN of the tenant's own IAM role
     * @param attributes which become session tags
     * @param departure what was decided on its way out
     * @param operation the operation that is under way
     * @param changedAt when the record was stored
     * @throws dev.partywall.core.InvalidTenantException if an attribute cannot become a session tag
     */
    public TenantRecord {
        attributes = tenant(tenant, attributes).attributes();
    }

    /**
     * The tenant with its attributes, to be bound.
     *
     * @return the tenant
     */
    public Tenant toTenant() {
        return tenant(tenant, attributes);
    }

    private static Tenant tenant(TenantId id, Map<String, String> attributes) {
        Tenant whole = Tenant.of(id);
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            whole = whole.withAttribute(attribute.getKey(), attribute.getValue());
        }
        return whole;
    }

    /**
     * Whether code may work for the tenant now: it is active, or it is on its way out and its shredding has not begun.
     *
     * @return true if so
     */
    public boolean isServed() {
        return switch (status) {
            case ACTIVE -> true;
            case OFFBOARDING -> !isBeingShredded();
            case ONBOARDING, SUSPENDED, SHREDDED -> false;
        };
    }

    /**
     * Whether the tenant's shredding has begun and is not finished.
     *
     * @return true if so
     */
    public boolean isBeingShredded() {
        return operation
                .map(TenantOperation::kind)
                .filter(TenantOperation.Kind.SHRED::equals)
                .isPresent();
    }

    /**
     * This record with another status.
     *
     * @param changed the status
     * @return the new record; this one stays as it is
     */
    public TenantRecord withStatus(TenantStatus changed) {
        return new TenantRecord(tenant, version, changed, tier, key, role, attributes, departure, operation, changedAt);
    }

    /**
     * This record with another tier.
     *
     * @param changed the tier
     * @return the new record; this one stays as it is
     */
    public TenantRecord withTier(Tier changed) {
        return new TenantRecord(
                tenant, version, status, changed, key, role, attributes, departure, operation, changedAt);
    }

    /**
     * This record with another state of the branch key.
     *
     * @param changed the state
     * @return the new record; this one stays as it is
     */
    public TenantRecord withKey(TenantKeyState changed) {
        return new TenantRecord(
                tenant, version, status, tier, changed, role, attributes, departure, operation, changedAt);
    }

    /**
     * This record with a role, or without.
     *
     * @param changed the role's ARN
     * @return the new record; this one stays as it is
     */
    public TenantRecord withRole(Optional<String> changed) {
        return new TenantRecord(
                tenant, version, status, tier, key, changed, attributes, departure, operation, changedAt);
    }

    /**
     * This record with other attributes.
     *
     * @param changed the attributes
     * @return the new record; this one stays as it is
     */
    public TenantRecord withAttributes(Map<String, String> changed) {
        return new TenantRecord(tenant, version, status, tier, key, role, changed, departure, operation, changedAt);
    }

    /**
     * This record with what was decided on the tenant's way out, or of one that stays.
     *
     * @param changed the departure
     * @return the new record; this one stays as it is
     */
    public TenantRecord withDeparture(Optional<Departure> changed) {
        return new TenantRecord(tenant, version, status, tier, key, role, attributes, changed, operation, changedAt);
    }

    /**
     * This record with an operation under way, or without.
     *
     * @param changed the operation
     * @return the new record; this one stays as it is
     */
    public TenantRecord withOperation(Optional<TenantOperation> changed) {
        return new TenantRecord(tenant, version, status, tier, key, role, attributes, departure, changed, changedAt);
    }

    /**
     * This record as a registry stores it.
     *
     * @param stored its version
     * @param at when
     * @return the new record; this one stays as it is
     */
    public TenantRecord storedAs(long stored, Instant at) {
        return new TenantRecord(tenant, stored, status, tier, key, role, attributes, departure, operation, at);
    }
}

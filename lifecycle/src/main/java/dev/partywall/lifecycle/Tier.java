package dev.partywall.lifecycle;

/**
 * Under whose KMS key a tenant's branch key is.
 *
 * @see <a href="https://docs.aws.amazon.com/whitepapers/latest/saas-architecture-fundamentals/tenant-isolation.html">Tenant
 *     isolation: silo and pool</a>
 */
public enum Tier {
    /** Under the root key that tenants share. */
    POOL,
    /** Under a KMS key of its own, in the provider's account. */
    SILO,
    /** Under a KMS key that the tenant owns, in an account of its own ("bring your own key"). */
    BRING_YOUR_OWN_KEY
}

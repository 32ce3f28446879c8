package dev.partywall.lifecycle;

/** Where a tenant stands in its life. */
public enum TenantStatus {
    /** Its keys and roles are being made; not served yet. A failed onboarding stays here, with nothing left of what it made. */
    ONBOARDING,
    /** Served. */
    ACTIVE,
    /** Not served, nothing deleted; can be resumed. */
    SUSPENDED,
    /** On its way out: served until its shredding begins. */
    OFFBOARDING,
    /** Gone: its keys are deleted. The record stays, so that no other tenant ever gets its id. */
    SHREDDED
}

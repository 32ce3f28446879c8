/**
 * A tenant's whole life: who the tenants are ({@link dev.partywall.lifecycle.TenantRegistry}), and what operators do to them.
 */
@NullMarked
package dev.partywall.lifecycle;

import org.jspecify.annotations.NullMarked;

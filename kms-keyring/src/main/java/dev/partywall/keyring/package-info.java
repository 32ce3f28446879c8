/**
 * Seals each tenant's records under the tenant's own branch key.
 *
 * <p>Start at {@link dev.partywall.keyring.TenantKeyring}: it hands out a
 * {@link dev.partywall.keyring.TenantEncryptor} for each purpose, and {@link dev.partywall.keyring.BranchKeys} for
 * operators.
 */
@NullMarked
package dev.partywall.keyring;

import org.jspecify.annotations.NullMarked;

/**
 * Who the tenant is, and which tenant the running code works for.
 *
 * <p>{@link dev.partywall.core.TenantContext} binds a {@link dev.partywall.core.Tenant} for a block of code;
 * {@link dev.partywall.core.TenantTasks} carries it to other threads;
 * {@link dev.partywall.core.IsolationEvent} tells what the wall did.
 */
@NullMarked
package dev.partywall.core;

import org.jspecify.annotations.NullMarked;

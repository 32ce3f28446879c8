package dev.partywall.abac.internal.lint;

import dev.partywall.policy.AuthorizationRequest;

/**
 * A request that passed and should not have.
 *
 * @param request the request
 * @param tagged whether its caller has a tenant
 */
record Hit(AuthorizationRequest request, boolean tagged) {}

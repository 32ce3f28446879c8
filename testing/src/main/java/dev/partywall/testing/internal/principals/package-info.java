/** Not API: who can call the lab. The users, roles, policies, identity providers and sessions of its account. */
@NullMarked
package dev.partywall.testing.internal.principals;

import org.jspecify.annotations.NullMarked;

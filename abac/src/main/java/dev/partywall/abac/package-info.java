/** Scopes AWS calls to the bound tenant: STS session tags, the policies that hold them, and a linter for policies. */
@NullMarked
package dev.partywall.abac;

import org.jspecify.annotations.NullMarked;

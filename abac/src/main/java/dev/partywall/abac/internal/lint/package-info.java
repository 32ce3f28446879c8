/** How {@link dev.partywall.abac.PolicyLinter} attacks a policy. */
@NullMarked
package dev.partywall.abac.internal.lint;

import org.jspecify.annotations.NullMarked;

/** Cases decided by the documentation of AWS alone, and relations that must hold between decisions. */
@NullMarked
package dev.partywall.policy.golden;

import org.jspecify.annotations.NullMarked;

/** Not API: parsing, matching and deciding. */
@NullMarked
package dev.partywall.policy.internal;

import org.jspecify.annotations.NullMarked;

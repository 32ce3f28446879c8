/** Not API: STS. */
@NullMarked
package dev.partywall.testing.internal.sts;

import org.jspecify.annotations.NullMarked;

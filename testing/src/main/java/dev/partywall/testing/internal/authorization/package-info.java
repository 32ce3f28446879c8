/** Not API: what IAM decides about a call. */
@NullMarked
package dev.partywall.testing.internal.authorization;

import org.jspecify.annotations.NullMarked;

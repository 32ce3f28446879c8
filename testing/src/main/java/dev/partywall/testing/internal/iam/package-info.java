/** Not API: IAM. */
@NullMarked
package dev.partywall.testing.internal.iam;

import org.jspecify.annotations.NullMarked;

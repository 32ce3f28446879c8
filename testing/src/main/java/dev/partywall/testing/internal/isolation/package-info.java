/** Not API: how a plan is carried out, what counts as a leak, and which policy let it through. */
@NullMarked
package dev.partywall.testing.internal.isolation;

import org.jspecify.annotations.NullMarked;

/** Not API: who signed a request. */
@NullMarked
package dev.partywall.testing.internal.signature;

import org.jspecify.annotations.NullMarked;

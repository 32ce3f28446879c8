/** Not API: what becomes of requests that no service owns. */
@NullMarked
package dev.partywall.testing.internal.unknown;

import org.jspecify.annotations.NullMarked;

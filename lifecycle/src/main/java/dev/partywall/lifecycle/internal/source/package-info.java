/** Not API: where the records of tenants are stored that are re-encrypted. */
@NullMarked
package dev.partywall.lifecycle.internal.source;

import org.jspecify.annotations.NullMarked;

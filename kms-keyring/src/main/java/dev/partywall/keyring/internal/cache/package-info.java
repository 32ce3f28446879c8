/** Not API: branch keys in memory, for as long as they may be there. */
@NullMarked
package dev.partywall.keyring.internal.cache;

import org.jspecify.annotations.NullMarked;

/** Not API: what seals and opens messages. */
@NullMarked
package dev.partywall.keyring.internal.engine;

import org.jspecify.annotations.NullMarked;

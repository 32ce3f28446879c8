/** Not API: how the keyring, its encryptors and its branch keys work together. */
@NullMarked
package dev.partywall.keyring.internal;

import org.jspecify.annotations.NullMarked;

/** Not API: what the header of a message says before anything is decrypted. */
@NullMarked
package dev.partywall.keyring.internal.message;

import org.jspecify.annotations.NullMarked;

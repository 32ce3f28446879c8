/** Not API: the message format, as it is written and read without any key. */
@NullMarked
package dev.partywall.keyring.internal.message;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.partywall.keyring.internal.message;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.partywall.keyring.internal.cache;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.partywall.keyring.internal;

import org.jspecify.annotations.NullMarked;

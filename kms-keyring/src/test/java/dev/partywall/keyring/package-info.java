@NullMarked
package dev.partywall.keyring;

import org.jspecify.annotations.NullMarked;

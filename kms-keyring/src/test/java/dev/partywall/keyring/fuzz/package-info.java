@NullMarked
package dev.partywall.keyring.fuzz;

import org.jspecify.annotations.NullMarked;

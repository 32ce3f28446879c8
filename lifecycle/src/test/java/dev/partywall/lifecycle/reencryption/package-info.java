@NullMarked
package dev.partywall.lifecycle.reencryption;

import org.jspecify.annotations.NullMarked;

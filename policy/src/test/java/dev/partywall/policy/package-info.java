@NullMarked
package dev.partywall.policy;

import org.jspecify.annotations.NullMarked;

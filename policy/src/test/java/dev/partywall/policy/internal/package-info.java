@NullMarked
package dev.partywall.policy.internal;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.partywall.abac.policies;

import org.jspecify.annotations.NullMarked;

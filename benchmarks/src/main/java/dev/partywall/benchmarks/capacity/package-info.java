/**
 * What a fleet that seals under branch keys asks of AWS and of its processors, and what that costs. Begin reading at
 * {@link dev.partywall.benchmarks.capacity.Fleet}.
 */
@NullMarked
package dev.partywall.benchmarks.capacity;

import org.jspecify.annotations.NullMarked;

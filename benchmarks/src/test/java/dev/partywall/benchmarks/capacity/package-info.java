@NullMarked
package dev.partywall.benchmarks.capacity;

import org.jspecify.annotations.NullMarked;

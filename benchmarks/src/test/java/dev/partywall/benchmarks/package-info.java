/** Proves that what is compared does the same work. */
@NullMarked
package dev.partywall.benchmarks;

import org.jspecify.annotations.NullMarked;

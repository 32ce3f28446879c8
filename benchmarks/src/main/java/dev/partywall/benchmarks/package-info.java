/**
 * JMH: what sealing and opening a record costs with Partywall and with others, what a decision by IAM policies costs, and what a
 * scoped call costs. Begin reading at {@link dev.partywall.benchmarks.Benchmarks}.
 */
@NullMarked
package dev.partywall.benchmarks;

import org.jspecify.annotations.NullMarked;

/**
 * JMH: what sealing and opening a record costs with Partywall, with the AWS Encryption SDK used directly, and with raw
 * AES-GCM, and what a decision by IAM policies costs. Begin reading at {@link dev.partywall.benchmarks.Benchmarks}.
 */
@NullMarked
package dev.partywall.benchmarks;

import org.jspecify.annotations.NullMarked;

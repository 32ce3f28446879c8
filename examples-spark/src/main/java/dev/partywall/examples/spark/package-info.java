/** Re-encryption of a tenant's records by Apache Spark, run by a test. */
@NullMarked
package dev.partywall.examples.spark;

import org.jspecify.annotations.NullMarked;

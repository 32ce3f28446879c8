/** Tests. */
@NullMarked
package dev.partywall.examples.records.csv;

import org.jspecify.annotations.NullMarked;

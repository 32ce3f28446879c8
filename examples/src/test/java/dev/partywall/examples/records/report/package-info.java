/** Tests. */
@NullMarked
package dev.partywall.examples.records.report;

import org.jspecify.annotations.NullMarked;

/** The output: what was tried, how often, what happened, what it cost; and how far a long step has come. */
@NullMarked
package dev.partywall.examples.records.report;

import org.jspecify.annotations.NullMarked;

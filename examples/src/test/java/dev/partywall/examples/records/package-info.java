/** Tests. */
@NullMarked
package dev.partywall.examples.records;

import org.jspecify.annotations.NullMarked;

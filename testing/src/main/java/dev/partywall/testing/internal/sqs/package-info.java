/** Not API: Simple Queue Service. */
@NullMarked
package dev.partywall.testing.internal.sqs;

import org.jspecify.annotations.NullMarked;

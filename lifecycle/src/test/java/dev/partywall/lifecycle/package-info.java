/** Tests of the lifecycle's API. */
@NullMarked
package dev.partywall.lifecycle;

import org.jspecify.annotations.NullMarked;

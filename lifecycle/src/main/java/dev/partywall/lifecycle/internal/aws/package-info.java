/** Not API: what failures of AWS mean for an operation. */
@NullMarked
package dev.partywall.lifecycle.internal.aws;

import org.jspecify.annotations.NullMarked;

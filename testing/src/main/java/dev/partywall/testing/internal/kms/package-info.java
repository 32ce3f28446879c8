/** Not API: AWS Key Management Service. */
@NullMarked
package dev.partywall.testing.internal.kms;

import org.jspecify.annotations.NullMarked;

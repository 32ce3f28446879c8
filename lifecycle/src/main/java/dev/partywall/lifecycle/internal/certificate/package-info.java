/** Not API: certificates of shredding, what they say and how they are signed. */
@NullMarked
package dev.partywall.lifecycle.internal.certificate;

import org.jspecify.annotations.NullMarked;

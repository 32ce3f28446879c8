/** Tests of how sessions are obtained and kept. */
@NullMarked
package dev.partywall.abac.internal.credentials;

import org.jspecify.annotations.NullMarked;

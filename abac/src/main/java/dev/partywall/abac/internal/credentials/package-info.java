/** Sessions of tenants: obtained from STS, kept, renewed. */
@NullMarked
package dev.partywall.abac.internal.credentials;

import org.jspecify.annotations.NullMarked;

/** The code of the document on the life of a tenant. */
@NullMarked
package dev.partywall.examples.lifecycle;

import org.jspecify.annotations.NullMarked;

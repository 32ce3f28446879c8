/** Services without HTTP, for tests of their access models. */
@NullMarked
package dev.partywall.testing.internal.drive;

import org.jspecify.annotations.NullMarked;

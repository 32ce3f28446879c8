/** Not API: JSON, written in one form and read strictly. */
@NullMarked
package dev.partywall.lifecycle.internal.json;

import org.jspecify.annotations.NullMarked;

/** Tests of what is printed. */
@NullMarked
package dev.partywall.cli.output;

import org.jspecify.annotations.NullMarked;

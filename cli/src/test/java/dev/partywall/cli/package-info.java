/** Tests of the command line, on the lab. */
@NullMarked
package dev.partywall.cli;

import org.jspecify.annotations.NullMarked;

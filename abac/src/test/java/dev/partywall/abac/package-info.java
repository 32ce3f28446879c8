@NullMarked
package dev.partywall.abac;

import org.jspecify.annotations.NullMarked;

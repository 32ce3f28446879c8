/** The linter against policies with mistakes, their corrections, and policies that are in order. */
@NullMarked
package dev.partywall.abac.lint;

import org.jspecify.annotations.NullMarked;

/** Not API: S3, kept in memory. */
@NullMarked
package dev.partywall.testing.internal.s3;

import org.jspecify.annotations.NullMarked;

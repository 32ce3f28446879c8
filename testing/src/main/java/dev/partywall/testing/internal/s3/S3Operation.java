package dev.partywall.testing.internal.s3;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.LabResponse;
import java.util.function.Function;

/**
 * An operation.
 *
 * @param name the name in the API
 * @param access what AWS asks IAM; throws what S3 answers before it asks
 * @param perform performs it
 */
record S3Operation(String name, Function<S3Call, Access> access, Function<S3Call, LabResponse> perform) {}

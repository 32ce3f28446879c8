package dev.partywall.lifecycle.internal.source;

import dev.partywall.lifecycle.internal.aws.AwsTrouble;
import dev.partywall.lifecycle.reencryption.RecordSourceException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Calls to S3 about one object, and what their failures mean. */
final class S3Calls {

    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;
    private static final int FORBIDDEN = 403;
    private static final int BAD_REQUEST = 400;
    private static final int MOVED = 301;

    /**
     * What cannot be read by anybody at this time.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">Error responses of S3</a>
     */
    private static final Set<String> UNREADABLE = Set.of("InvalidObjectState", "InvalidRequest");

    private final S3SourceSettings settings;
    private final SourceFailures failures;

    S3Calls(S3SourceSettings settings, SourceFailures failures) {
        this.settings = settings;
        this.failures = failures;
    }

    /** A call about an object; empty if the object is gone, or is not what it was. */
    <T> Optional<T> of(String key, Supplier<T> call) {
        return failures.calling(() -> {
            try {
                return Optional.of(call.get());
            } catch (S3Exception failure) {
                if (isGone(key, failure) || isChanged(failure)) {
                    return Optional.empty();
                }
                throw meaning(failure);
            }
        });
    }

    /**
     * A listing. S3 may give a part of it without any keys, and say that it goes on: then the next is asked for, as an empty end
     * would be taken for the end of all.
     */
    ListObjectsV2Response list(String after, int most) {
        ListObjectsV2Response listing = list(after, Optional.empty(), most);
        while (listing.isTruncated() && listing.contents().isEmpty()) {
            listing = list(after, Optional.of(goingOn(listing)), most);
        }
        return listing;
    }

    private String goingOn(ListObjectsV2Response listing) {
        if (listing.nextContinuationToken() == null) {
            throw failures.unusable("gave a listing that goes on, and not where; look at what serves it", null);
        }
        return listing.nextContinuationToken();
    }

    private ListObjectsV2Response list(String after, Optional<String> token, int most) {
        return failures.calling(() -> {
            try {
                return settings.client()
                        .listObjectsV2(list -> list.bucket(settings.bucket())
                                .prefix(settings.prefix())
                                .startAfter(after.isEmpty() ? null : after)
                                .continuationToken(token.orElse(null))
                                .maxKeys(most));
            } catch (S3Exception failure) {
                throw meaning(failure);
            }
        });
    }

    /** Somebody else writes the object at this moment (409), or has written it (412). Nothing was written here. */
    private static boolean isChanged(S3Exception failure) {
        return failure.statusCode() == PRECONDITION_FAILED
                || (failure.statusCode() == CONFLICT && AwsTrouble.code(failure).equals("ConditionalRequestConflict"));
    }

    /** A HEAD has no body that could tell object from bucket. Who may not list the whole bucket is told 403 of what is not there. */
    private boolean isGone(String key, S3Exception failure) {
        if (failure.statusCode() == NOT_FOUND) {
            return !AwsTrouble.code(failure).equals("NoSuchBucket");
        }
        return failure.statusCode() == FORBIDDEN && AwsTrouble.of(failure) == AwsTrouble.DENIED && !isListed(key);
    }

    private boolean isListed(String key) {
        return settings
                .client()
                .listObjectsV2(
                        list -> list.bucket(settings.bucket()).prefix(key).maxKeys(1))
                .contents()
                .stream()
                .anyMatch(object -> object.key().equals(key));
    }

    private RuntimeException meaning(S3Exception failure) {
        String code = AwsTrouble.code(failure);
        if (failure.statusCode() == NOT_FOUND || failure.statusCode() == MOVED) {
            return failures.unusable(
                    "does not exist in the account and Region of its client; mend the setting bucket", failure);
        }
        if (failure.statusCode() == BAD_REQUEST && code.isEmpty()) {
            return failures.denied(failure); // of a HEAD, which cannot say that the session has expired
        }
        if (UNREADABLE.contains(code)) {
            return failures.unusable(
                    "holds an object that cannot be read as it is: it is archived, or under a key of the client's (SSE-C);"
                            + " restore it, or move it out of the prefix",
                    failure);
        }
        return failure;
    }

    /** An object that is not replaced, because something of it would be lost. */
    RecordSourceException wouldLose(String what) {
        return failures.unusable(
                "holds an object with " + what
                        + ", which a replacement would lose; move it out of the prefix, or take that" + " from it",
                null);
    }
}

package dev.partywall.testing.internal.principals;

import dev.partywall.testing.internal.Credential;
import java.time.Instant;

/**
 * A long-term access key of a user.
 *
 * @param user whose
 * @param credential id and secret
 * @param created when it was made
 * @param active whether it can be used
 */
public record AccessKey(EntityRef user, Credential credential, Instant created, boolean active) {

    /** The id. */
    public String id() {
        return credential.accessKeyId();
    }

    /** The same key, to be used or not. */
    public AccessKey with(boolean usable) {
        return new AccessKey(user, credential, created, usable);
    }
}

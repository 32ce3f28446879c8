package dev.partywall.abac;

import dev.partywall.abac.internal.policies.CompactJson;
import dev.partywall.policy.PolicyDocument;

/**
 * A policy as it is handed to AWS. Immutable and safe for use by many threads.
 *
 * <p>The same description gives the same bytes, on every machine and with every version of the AWS SDK, so a policy can be
 * kept under version control and compared.
 *
 * @param place where it stands
 * @param document the policy, as the strict parser read it
 */
public record TenantPolicy(PolicyPlace place, PolicyDocument document) {

    /**
     * Checks the size.
     *
     * @param place where it stands
     * @param document the policy, as the strict parser read it
     * @throws PolicyTooLargeException if AWS would not take it there
     */
    public TenantPolicy {
        int size = CompactJson.of(document.toJson()).length();
        if (size > place.limit()) {
            throw new PolicyTooLargeException(place, size);
        }
    }

    /**
     * The policy for people: indented, and with a line break at its end.
     *
     * @return ASCII text
     */
    public String toJson() {
        return document.toJson() + "\n";
    }

    /**
     * The policy for AWS: without white space.
     *
     * @return ASCII text, {@link #size} characters long
     */
    public String toCompactJson() {
        return CompactJson.of(document.toJson());
    }

    /**
     * How large AWS finds it. IAM does not count white space.
     *
     * @return in characters
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM and STS quotas</a>
     */
    public int size() {
        return toCompactJson().length();
    }

    /** The policy as {@link #toJson} gives it. */
    @Override
    public String toString() {
        return toJson();
    }
}

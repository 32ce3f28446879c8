package dev.partywall.testing.internal.principals;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An OpenID Connect provider that the account trusts
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html).
 *
 * @param arn {@code arn:aws:iam::…:oidc-provider/} and the URL without its scheme
 * @param url the URL without its scheme
 * @param clientIds the audiences it may make tokens for
 * @param thumbprints of its certificates
 * @param tags its tags
 * @param created when it was registered
 */
public record IdentityProvider(
        String arn,
        String url,
        List<String> clientIds,
        List<String> thumbprints,
        Map<String, String> tags,
        Instant created) {

    /** Copies maps and lists. */
    public IdentityProvider {
        clientIds = List.copyOf(clientIds);
        thumbprints = List.copyOf(thumbprints);
        tags = Tags.copy(tags);
    }
}

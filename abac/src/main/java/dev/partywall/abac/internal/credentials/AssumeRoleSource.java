package dev.partywall.abac.internal.credentials;

import dev.partywall.core.Tenant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * Sessions by {@code AssumeRole} (<a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">STS</a>).
 *
 * @param sts the client
 * @param request what to ask for
 * @param externalId what the trust policy may want to hear
 */
public record AssumeRoleSource(StsClient sts, SessionRequest request, Optional<String> externalId)
        implements SessionSource {

    @Override
    public Issued issue(Tenant tenant) {
        AssumeRoleRequest assumeRole = assumeRole(tenant);
        AssumeRoleResponse answer = sts.assumeRole(assumeRole);
        return new Issued(
                answer.credentials(), assumeRole.roleArn(), request.duration(), SessionRequest.dateOf(answer));
    }

    private AssumeRoleRequest assumeRole(Tenant tenant) {
        List<Tag> tags = request.mapping().tags(tenant);
        AssumeRoleRequest.Builder built = AssumeRoleRequest.builder()
                .roleArn(request.role(tenant))
                .roleSessionName(SessionRequest.sessionName(tenant.id()))
                .durationSeconds((int) request.duration().toSeconds());
        if (!tags.isEmpty()) {
            built.tags(tags);
        }
        if (!request.mapping().transitive().isEmpty()) {
            built.transitiveTagKeys(
                    request.mapping().transitive().stream().sorted().toList());
        }
        request.sessionPolicy(tenant).ifPresent(built::policy);
        externalId.ifPresent(built::externalId);
        if (request.mapping().actorIsSource()) {
            tenant.actor().ifPresent(built::sourceIdentity);
        }
        return built.build();
    }
}

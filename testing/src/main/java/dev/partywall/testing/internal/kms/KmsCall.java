package dev.partywall.testing.internal.kms;

import dev.partywall.policy.PolicySyntaxException;
import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabResponse;
import dev.partywall.testing.internal.protocol.AwsJsonProtocol;
import java.util.Map;
import java.util.Optional;

/** One request on its way: first IAM is asked, then it is performed. */
final class KmsCall {

    private final ServedOperation served;
    private final KmsRequest request;
    private final LabRequest http;
    private final AwsJsonProtocol protocol;
    private final GrantResolver grants;
    private final LockoutCheck lockout;

    KmsCall(
            ServedOperation served,
            KmsRequest request,
            LabRequest http,
            AwsJsonProtocol protocol,
            GrantResolver grants,
            LockoutCheck lockout) {
        this.served = served;
        this.request = request;
        this.http = http;
        this.protocol = protocol;
        this.grants = grants;
        this.lockout = lockout;
    }

    /** What KMS asks about this request. */
    Access access(Identity caller) {
        try {
            grants.requireValidTokens(request);
            Access asked = new Access.Checked(served.access().of(request, caller));
            return unmodelledPolicy().map(Access.class::cast).orElse(asked);
        } catch (KmsException e) {
            return Access.refused(protocol, e.error());
        }
    }

    /** The lab takes no key policy whose effect it does not know. What is no policy is refused when it is performed. */
    private Optional<Access.Unmodelled> unmodelledPolicy() {
        try {
            return request.text("Policy")
                    .map(KeyPolicy::parse)
                    .flatMap(KeyPolicy::unsupportedCondition)
                    .map(condition -> new Access.Unmodelled(
                            "kms:" + request.operation(),
                            "AWS supports " + condition.key() + " in IAM policies, not in key policies"));
        } catch (PolicySyntaxException malformed) {
            return Optional.empty();
        }
    }

    LabResponse perform(Identity caller) {
        try {
            lockout.require(request, caller, http);
            Map<String, ?> answer = served.operation().perform(request);
            return answer.isEmpty() ? protocol.success(new byte[0]) : protocol.success(answer);
        } catch (KmsException e) {
            return protocol.error(e.error());
        }
    }
}

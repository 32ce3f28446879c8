package dev.partywall.benchmarks;

import dev.partywall.policy.AuthorizationRequest;
import dev.partywall.policy.Caller;
import dev.partywall.policy.PolicySet;
import dev.partywall.policy.RequestContext;
import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Policies, and a request of the tenant {@code acme} for an item of a pooled table. */
@State(Scope.Benchmark)
public class PolicyState {

    private static final Caller SESSION = new Caller.RoleSession(
            TenantPolicies.ACCOUNT,
            "arn:aws:iam::111122223333:role/app",
            "arn:aws:sts::111122223333:assumed-role/app/acme");

    /** The identity policy alone, or under a permissions boundary, a session policy and service control policies. */
    @Param({"IDENTITY", "LAYERS"})
    Layers layers = Layers.IDENTITY;

    /** What becomes of the request. */
    @Param({"ALLOWED", "IMPLICITLY_DENIED", "EXPLICITLY_DENIED"})
    HandWrittenDecision.Outcome decision = HandWrittenDecision.Outcome.ALLOWED;

    PolicySet policies = PolicySet.NONE;
    AuthorizationRequest request = request("dynamodb:GetItem", "acme");

    /** For JMH. */
    public PolicyState() {}

    /** Which policies there are. */
    public enum Layers {
        /** An identity policy of five statements. */
        IDENTITY,
        /** The same and a permissions boundary, a session policy, and service control policies on two levels. */
        LAYERS
    }

    /** Takes the policies and the request that the parameters name. */
    @Setup
    public void choose() {
        policies = layers == Layers.IDENTITY ? TenantPolicies.IDENTITY : TenantPolicies.LAYERS;
        request = switch (decision) {
            case ALLOWED -> request("dynamodb:GetItem", "acme");
            case IMPLICITLY_DENIED -> request("dynamodb:GetItem", "globex");
            case EXPLICITLY_DENIED -> request("dynamodb:Scan", "acme");
        };
    }

    private static AuthorizationRequest request(String action, String leadingKey) {
        return request(action, TenantPolicies.TABLE, leadingKey);
    }

    static AuthorizationRequest request(String action, String resource, String leadingKey) {
        RequestContext context = RequestContext.builder()
                .with("aws:PrincipalTag/TenantId", "acme")
                .with("aws:PrincipalAccount", TenantPolicies.ACCOUNT)
                .with("aws:RequestedRegion", "eu-central-1")
                .with("aws:SecureTransport", "true")
                .with("aws:SourceIp", "192.0.2.17")
                .with("aws:UserAgent", "aws-sdk-java/2")
                .withAll("dynamodb:LeadingKeys", List.of(leadingKey))
                .build();
        return new AuthorizationRequest(SESSION, action, resource, TenantPolicies.ACCOUNT, context);
    }
}

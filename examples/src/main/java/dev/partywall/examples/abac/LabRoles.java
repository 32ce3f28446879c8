package dev.partywall.examples.abac;

import dev.partywall.abac.TenantAccess;
import dev.partywall.abac.TenantPolicies;
import dev.partywall.abac.TenantTrust;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.LabRole;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * The roles of an application in a lab: the service's own, which may start tenants' sessions and do nothing else, and the
 * one that all tenants share.
 *
 * @param service the service's
 * @param tenants the tenants'
 */
public record LabRoles(LabRole service, LabRole tenants) {

    /** The name of the policy of the tenants' role. */
    public static final String POLICY = "own-data";

    /**
     * Makes both.
     *
     * @param lab the lab
     * @param name the application's name, which begins the roles' names
     * @param access what tenants reach
     * @return the roles
     */
    public static LabRoles create(AwsLab lab, String name, TenantAccess access) {
        TenantPolicies policies = TenantPolicies.create();
        LabRole service = lab.role(name + "-service")
                .maxSessionDuration(Duration.ofHours(12))
                .create();
        LabRole tenants = lab.role(name + "-tenants")
                .trust(policies.trustPolicy(trust(service)).toJson())
                .policy(POLICY, policies.identityPolicy(access).toJson())
                .create();
        service.putPolicy(
                "start-sessions", policies.servicePolicy(tenants.arn()).toJson());
        return new LabRoles(service, tenants);
    }

    private static TenantTrust trust(LabRole service) {
        return TenantTrust.builder().role(service.arn()).transitiveTenant().build();
    }

    /**
     * Credentials of the service, for a client of STS.
     *
     * @return those of a session of 12 hours
     */
    public AwsCredentialsProvider serviceCredentials() {
        return service.session("service").duration(Duration.ofHours(12)).start().credentials();
    }
}

package dev.partywall.examples.records;

import dev.partywall.abac.AccessLevel;
import dev.partywall.abac.BranchKeyStore;
import dev.partywall.abac.TenantAccess;
import dev.partywall.abac.TenantPolicies;
import dev.partywall.abac.TenantTrust;
import software.amazon.awssdk.regions.Region;

/** What tenants reach: their records, and their branch key. */
final class RecordsAccess {

    private RecordsAccess() {}

    static TenantAccess of(Region region, String accountId, String rootKeyArn, Settings settings) {
        String tables = "arn:%s:dynamodb:%s:%s:table/".formatted(rootKeyArn.split(":", 3)[1], region, accountId);
        return TenantAccess.builder()
                .table(tables + settings.table(), AccessLevel.READ_WRITE)
                .keyStore(BranchKeyStore.of(tables + settings.keyStore(), settings.keyStore(), rootKeyArn))
                .build();
    }

    /** What the role of an account must say, for whoever makes it. */
    static String forPeople(Settings.Account account, Settings settings) {
        TenantPolicies policies = TenantPolicies.create();
        String service = account.roleArn("partywall-example-service");
        TenantTrust trust =
                TenantTrust.builder().role(service).transitiveTenant().build();
        TenantAccess access = of(account.region(), account.accountId(), account.rootKeyArn(), settings);
        return """
                Policies for role %s, which all tenants share.

                Trust policy. Put the role that runs this program in the place of %s:

                %s
                Identity-based policy:

                %s
                Identity-based policy of the role that runs this program, which also has to make the tables and branch keys:

                %s""".formatted(
                        account.tenantRoleArn(),
                        service,
                        policies.trustPolicy(trust).toJson(),
                        policies.identityPolicy(access).toJson(),
                        policies.servicePolicy(account.tenantRoleArn()).toJson());
    }
}

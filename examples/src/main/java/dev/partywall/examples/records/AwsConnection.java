package dev.partywall.examples.records;

import dev.partywall.abac.TenantCredentials;
import dev.partywall.abac.TenantScope;
import dev.partywall.examples.abac.LabRoles;
import dev.partywall.examples.records.report.CallCounter;
import dev.partywall.testing.AwsLab;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * Clients whose calls are counted, to an account or to the lab: what follows cannot tell which.
 *
 * @param operator acts as whoever runs the program: makes tables and branch keys, and is the thief who has the whole table
 * @param tenants acts as the bound tenant, under the one role that all share
 * @param tenantSts STS as the bound tenant
 * @param unscoped DynamoDB with the operator's credentials, for a tenant by mistake
 * @param credentials the tenants' sessions
 * @param tenantRoleArn the tenants' role
 * @param rootKeyArn the root key
 * @param denials says what IAM denied for
 * @param counter counts the calls
 * @param afterwards closes what else was opened
 */
record AwsConnection(
        Clients operator,
        Clients tenants,
        StsClient tenantSts,
        DynamoDbClient unscoped,
        TenantCredentials credentials,
        String tenantRoleArn,
        String rootKeyArn,
        Denials denials,
        CallCounter counter,
        Runnable afterwards)
        implements AutoCloseable {

    /** As the settings say. */
    static AwsConnection open(Settings settings) {
        return settings.account()
                .map(account -> toAccount(account, settings.threads()))
                .orElseGet(() -> {
                    AwsLab lab = AwsLab.start();
                    return toLab(lab, settings, lab::close);
                });
    }

    private static AwsConnection toAccount(Settings.Account account, int threads) {
        CountedClients clients = new CountedClients(
                new Place.Account(account.keyRegion(), account.region()), threads, new CallCounter());
        StsClient sts = clients.sts().build();
        return connect(clients, sts, account.tenantRoleArn(), account.rootKeyArn(), Denials.inWordsOfAws(), sts::close);
    }

    /** To a lab, with a new root key and new roles in it. */
    static AwsConnection toLab(AwsLab lab, Settings settings, Runnable afterwards) {
        String rootKeyArn = lab.createKey();
        LabRoles roles = LabRoles.create(
                lab,
                "example-" + UUID.randomUUID(),
                RecordsAccess.of(lab.region(), lab.accountId(), rootKeyArn, settings));
        return toLab(lab, settings, roles, rootKeyArn, afterwards);
    }

    /** To a lab and roles in it. */
    static AwsConnection toLab(AwsLab lab, Settings settings, LabRoles roles, String rootKeyArn, Runnable afterwards) {
        CountedClients clients = new CountedClients(new Place.Lab(lab), settings.threads(), new CallCounter());
        StsClient sts =
                clients.sts().credentialsProvider(roles.serviceCredentials()).build();
        return connect(clients, sts, roles.tenants().arn(), rootKeyArn, new LabDenials(lab), () -> {
            sts.close();
            afterwards.run();
        });
    }

    private static AwsConnection connect(
            CountedClients clients,
            StsClient sts,
            String tenantRoleArn,
            String rootKeyArn,
            Denials denials,
            Runnable afterwards) {
        TenantCredentials credentials =
                TenantCredentials.builder().sts(sts).role(tenantRoleArn).build();
        TenantScope scope = credentials.scope();
        return new AwsConnection(
                clients.both(
                        kms -> kms.addPlugin(TenantScope.serviceClient()),
                        dynamoDb -> dynamoDb.addPlugin(TenantScope.serviceClient())),
                new Clients(scope.client(clients.kms()), scope.client(clients.dynamoDb())),
                scope.client(clients.sts()),
                clients.dynamoDb().build(),
                credentials,
                tenantRoleArn,
                rootKeyArn,
                denials,
                clients.counter(),
                afterwards);
    }

    @Override
    public void close() {
        operator.close();
        tenants.close();
        tenantSts.close();
        unscoped.close();
        credentials.close();
        afterwards.run();
    }
}

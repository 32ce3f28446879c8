package dev.partywall.testing;

import dev.partywall.testing.internal.Credential;
import dev.partywall.testing.internal.iam.IamService;
import dev.partywall.testing.internal.principals.LabUser;
import dev.partywall.testing.internal.principals.Principals;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.sts.StsClient;

/** What roles and sessions need of their lab. */
final class LabWiring {

    private final IamService iam;
    private final Principals principals;
    private final Supplier<StsClient> sts;
    private final LabUser assumer;

    LabWiring(IamService iam, Principals principals, Supplier<StsClient> sts, LabUser assumer) {
        this.iam = iam;
        this.principals = principals;
        this.sts = sts;
        this.assumer = assumer;
    }

    /** Has IAM do something without asking anybody. */
    void administer(String operation, Map<String, String> members) {
        iam.administer(operation, members);
    }

    Principals principals() {
        return principals;
    }

    StsClient sts() {
        return sts.get();
    }

    /** The credentials of the user that assumes roles for the lab. */
    AwsCredentialsProvider assumer() {
        return provider(assumer.credential());
    }

    static AwsCredentialsProvider provider(Credential credential) {
        return StaticCredentialsProvider.create(
                AwsBasicCredentials.create(credential.accessKeyId(), credential.secretAccessKey()));
    }
}

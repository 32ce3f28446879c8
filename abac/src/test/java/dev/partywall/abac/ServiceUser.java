package dev.partywall.abac;

import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;

/** A user who may assume roles and nothing else: its credentials do not end, wherever a test moves the clock of the lab. */
final class ServiceUser {

    private ServiceUser() {}

    static AwsCredentialsProvider in(ScopedLab lab) {
        IamClient iam = lab.lab().iam();
        String name = "service-" + UUID.randomUUID();
        iam.createUser(user -> user.userName(name));
        iam.putUserPolicy(policy -> policy.userName(name).policyName("assume").policyDocument("""
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                  "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"], "Resource": "*"}]}
                """));
        AccessKey key = iam.createAccessKey(made -> made.userName(name)).accessKey();
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
    }
}

package dev.partywall.testing.internal.sts;

import dev.partywall.testing.AwsLab;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.iam.model.AccessKey;

/** Makes users of a lab. */
record Users(AwsLab lab) {

    /** A user with one policy. Returns the credentials. */
    AwsCredentialsProvider create(String name, String policy) {
        lab.iam().createUser(request -> request.userName(name));
        lab.iam()
                .putUserPolicy(
                        request -> request.userName(name).policyName("own").policyDocument(policy));
        AccessKey key =
                lab.iam().createAccessKey(request -> request.userName(name)).accessKey();
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
    }

    /** Removes a user with all that it has. */
    void delete(String name) {
        lab.iam()
                .listAccessKeys(request -> request.userName(name))
                .accessKeyMetadata()
                .forEach(key -> lab.iam()
                        .deleteAccessKey(request -> request.userName(name).accessKeyId(key.accessKeyId())));
        lab.iam().deleteUserPolicy(request -> request.userName(name).policyName("own"));
        lab.iam().deleteUser(request -> request.userName(name));
    }
}

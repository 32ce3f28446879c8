package dev.partywall.abac;

import dev.partywall.abac.internal.scope.ServiceClientPlugin;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkPlugin;

/**
 * Has one SDK client serve all tenants: each call goes out with the session of the tenant that is bound when the call is made.
 *
 * <pre>{@code
 * TenantScope scope = credentials.scope();
 * DynamoDbClient dynamoDb = scope.client(DynamoDbClient.builder());
 * DynamoDbAsyncClient async = scope.client(DynamoDbAsyncClient.builder());
 * S3Presigner presigner = S3Presigner.builder().credentialsProvider(credentials.provider()).build();
 * }</pre>
 *
 * <p><b>Guarantees.</b>
 *
 * <ul>
 *   <li>No tenant bound: refused with {@link dev.partywall.core.NoTenantException} before a request is built.
 *   <li>What is about to be sent is looked at once more: a request that is not signed with a session of the tenant for whom the
 *       call was made is refused with {@link CallNotScopedException}, whatever brought that about: credentials, a signer or a plugin of
 *       the request's own, another plugin of the client's, a version of the SDK that takes no notice. This holds for every attempt of a
 *       retry. Only a plugin that takes the interceptors of the client <em>and</em> those of the class path away gets past it.
 *   <li>Where this library is on the class path, a client without a scope is refused while a tenant is bound, unless it was
 *       built as a {@linkplain #serviceClient() client of the service itself}. STS and the SDK's sign-in services are let through:
 *       they are where credentials come from.
 * </ul>
 *
 * <p>The tenant is that of the thread which makes the call. The SDK makes calls of its own on threads of its own: page 2 of an
 * asynchronous paginator, what an asynchronous waiter asks. Those go out as the tenant of the call that they belong to, if the
 * client comes from {@link #client}; if this object was only added as a plugin to an asynchronous client, they are refused. What
 * loses its call altogether, as parts of a multipart upload do in older versions of the SDK, is refused likewise; use
 * {@link #boundClient} for it.
 *
 * <p>A call of a tenant that has no session yet waits for STS on the calling thread, with asynchronous clients too: that is where the SDK
 * resolves credentials. Asking {@link TenantCredentials#provider()} for them beforehand, by {@code resolveIdentity()}, does not wait.
 *
 * <p>What signs without a call is not seen, such as the tokens of {@code RdsUtilities}: give it {@link TenantCredentials#provider()}. Nor is a
 * client without a scope on a thread to which the tenant was not carried (see {@code TenantTasks}): there it is a call of the service.
 *
 * <p>S3 directory buckets sign with credentials of their own: disable them with {@code disableS3ExpressSessionAuth(true)}. The
 * S3 client on the AWS Common Runtime signs outside Java and cannot be scoped; use the Java one, with
 * {@code multipartEnabled(true)} if wanted.
 *
 * <p>Safe for use by many threads.
 */
public interface TenantScope extends SdkPlugin {

    /**
     * Builds a client that serves the tenant that is bound at each call.
     *
     * @param <B> the builder
     * @param <C> the client
     * @param builder the client's builder, set up but for its credentials
     * @return the client; closing it closes what the builder built
     * @throws InvalidCredentialSettingException if the builder builds something that cannot be scoped
     */
    <B extends AwsClientBuilder<B, C>, C> C client(B builder);

    /**
     * Builds a client that serves the tenant that is bound now, on whatever thread its calls are made: for S3 transfers, batch
     * managers and other machinery that makes calls on threads of its own. Calls made while another tenant is bound are refused.
     * Let such clients share one HTTP client, and close each at the end of its work.
     *
     * @param <B> the builder
     * @param <C> the client
     * @param builder the client's builder, set up but for its credentials
     * @return the client; closing it closes what the builder built
     * @throws dev.partywall.core.NoTenantException if no tenant is bound
     * @throws InvalidCredentialSettingException if the builder builds something that cannot be scoped
     */
    <B extends AwsClientBuilder<B, C>, C> C boundClient(B builder);

    /**
     * Marks a client as one of the service itself, which acts with its own credentials even while a tenant is bound: for metrics,
     * shared configuration and the like. Give those credentials no permission on tenants' data.
     *
     * @return a plugin for the client's builder
     */
    static SdkPlugin serviceClient() {
        return ServiceClientPlugin.INSTANCE;
    }
}

package dev.partywall.policy;

/**
 * Who makes a request.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html">Principal</a>
 */
public sealed interface Caller {

    /**
     * The root user of an account.
     *
     * @param account twelve digits
     */
    record AccountRoot(String account) implements Caller {}

    /**
     * An IAM user.
     *
     * @param account twelve digits
     * @param arn such as {@code arn:aws:iam::111122223333:user/alice}
     */
    record IamUser(String account, String arn) implements Caller {}

    /**
     * A session of a role.
     *
     * @param account twelve digits
     * @param roleArn such as {@code arn:aws:iam::111122223333:role/app}
     * @param sessionArn such as {@code arn:aws:sts::111122223333:assumed-role/app/session}
     */
    record RoleSession(String account, String roleArn, String sessionArn) implements Caller {}

    /**
     * Someone whom an identity provider vouches for, on the way to a role.
     *
     * @param provider the provider as a trust policy names it: an ARN or a host such as {@code cognito-identity.amazonaws.com}
     */
    record WebIdentity(String provider) implements Caller {}

    /**
     * A service of AWS.
     *
     * @param name such as {@code lambda.amazonaws.com}
     */
    record Service(String name) implements Caller {}

    /** Somebody without credentials. */
    record Anonymous() implements Caller {}
}

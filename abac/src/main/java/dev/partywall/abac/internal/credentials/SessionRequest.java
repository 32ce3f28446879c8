package dev.partywall.abac.internal.credentials;

import dev.partywall.abac.TenantCredentialsException;
import dev.partywall.abac.TenantRoleDirectory;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantId;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicySyntaxException;
import dev.partywall.policy.PolicyType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.AwsResponse;

/**
 * What both ways of asking for a session have in common.
 *
 * @param roles whose role is whose
 * @param mapping what of a tenant goes into its sessions
 * @param policy the session policy of a tenant, if there is one
 * @param duration how long sessions last
 */
public record SessionRequest(
        TenantRoleDirectory roles,
        SessionMapping mapping,
        Optional<Function<Tenant, String>> policy,
        Duration duration) {

    /** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
    private static final int MAX_POLICY = 2_048;

    /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns */
    private static final Pattern ROLE =
            Pattern.compile("arn:[a-z-]+:iam::[0-9]{12}:role/([\\x21-\\x7e]{1,510}/)?[\\w+=,.@-]{1,64}");

    /** Whether a text is the ARN of a role. */
    public static boolean isRole(String arn) {
        return ROLE.matcher(arn).matches();
    }

    /** The tenant's role. */
    String role(Tenant tenant) {
        String arn = roles.roleOf(tenant);
        if (arn.isEmpty()) {
            throw failure(
                    ErrorCode.ROLE_MISSING, tenant, "the role directory has no role for it; onboard the tenant first");
        }
        if (!isRole(arn)) {
            throw failure(
                    ErrorCode.ROLE_MISSING,
                    tenant,
                    "the role directory did not answer with the ARN of a role, arn:<partition>:iam::<account>:role/<name>");
        }
        return arn;
    }

    /**
     * The name of the session, which CloudTrail shows: the tenant's id, and behind one of a single character what no id has.
     *
     * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">2 to 64 characters</a>
     */
    static String sessionName(TenantId tenant) {
        return tenant.value().length() < 2 ? tenant + "=" : tenant.value();
    }

    /** The tenant's session policy, checked. */
    Optional<String> sessionPolicy(Tenant tenant) {
        return policy.map(of -> {
            String json = of.apply(tenant);
            problemOf(json).ifPresent(problem -> {
                throw failure(ErrorCode.SESSION_REQUEST_INVALID, tenant, "its session policy " + problem);
            });
            return json;
        });
    }

    /** Why STS would not take a session policy, as the end of a sentence; empty if it would. */
    public static Optional<String> problemOf(String sessionPolicy) {
        if (sessionPolicy.length() > MAX_POLICY) {
            return Optional.of("has " + sessionPolicy.length() + " characters and STS takes " + MAX_POLICY
                    + "; leave out whitespace, or move statements to the role's own policies");
        }
        try {
            PolicyDocument.parse(PolicyType.SESSION, sessionPolicy);
            return Optional.empty();
        } catch (PolicySyntaxException malformed) {
            return Optional.of("is one that IAM refuses: " + malformed.getMessage());
        }
    }

    /** The time at STS, by the head of its answer. */
    static Optional<Instant> dateOf(AwsResponse response) {
        return response.sdkHttpResponse().firstMatchingHeader("Date").flatMap(SessionRequest::parseDate);
    }

    /** https://www.rfc-editor.org/rfc/rfc9110.html#name-date-time-formats; an odd date is as good as none. */
    private static Optional<Instant> parseDate(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException odd) {
            return Optional.empty();
        }
    }

    static TenantCredentialsException failure(ErrorCode code, Tenant tenant, String problem) {
        return new TenantCredentialsException(code, tenant.id(), false, problem, null);
    }
}

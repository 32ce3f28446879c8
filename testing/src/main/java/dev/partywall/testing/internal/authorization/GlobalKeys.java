package dev.partywall.testing.internal.authorization;

import dev.partywall.policy.Caller;
import dev.partywall.policy.RequestContext;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.ServiceKeys;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.TreeSet;

/**
 * The condition keys that every request has, whatever the service
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html).
 *
 * <p>The lab's endpoint stands for AWS's, which clients reach by TLS: {@code aws:SecureTransport} is true.
 */
final class GlobalKeys {

    /** Keys of the caller: where an identity does not give them, the caller has none. */
    private static final Set<String> OF_CALLER = Set.of(
            "aws:username",
            "aws:tokenissuetime",
            "aws:sourceidentity",
            "aws:federatedprovider",
            "aws:multifactorauthpresent",
            "aws:multifactorauthage",
            "aws:principalservicename",
            "aws:principalservicenameslist");

    /** Keys of requests that a service of AWS makes, or that come by a VPC endpoint: none of the lab's do. */
    private static final Set<String> NEVER =
            Set.of("aws:calledvia", "aws:calledviafirst", "aws:calledvialast", "aws:sourcearn", "aws:sourceaccount");

    /** Keys that every request has, as far as its caller and its headers do. */
    private static final Set<String> GIVEN = Set.of(
            "aws:currenttime",
            "aws:epochtime",
            "aws:principalaccount",
            "aws:principalarn",
            "aws:principalisawsservice",
            "aws:principaltag/",
            "aws:principaltype",
            "aws:referer",
            "aws:requestedregion",
            "aws:resourceaccount",
            "aws:securetransport",
            "aws:sourceip",
            "aws:useragent",
            "aws:userid",
            "aws:viaawsservice");

    private final LabAccount account;
    private final Clock clock;

    GlobalKeys(LabAccount account, Clock clock) {
        this.account = account;
        this.clock = clock;
    }

    /** The names in lower case of the keys that requests or their callers may have. */
    static Set<String> given() {
        Set<String> all = new TreeSet<>(GIVEN);
        all.addAll(OF_CALLER);
        return all;
    }

    /** The names in lower case of the keys that AWS has and no request of the lab. */
    static Set<String> never() {
        return NEVER;
    }

    /** The keys of a request: those of its service, of its caller and of the request at large. */
    RequestContext of(Identity identity, LabRequest request, ServiceKeys service) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        RequestContext.Builder context = RequestContext.builder()
                .with("aws:CurrentTime", now.toString())
                .with("aws:EpochTime", Long.toString(now.getEpochSecond()))
                .with("aws:SecureTransport", "true")
                .with("aws:SourceIp", "127.0.0.1")
                .with("aws:ViaAWSService", "false")
                .with("aws:PrincipalIsAWSService", Boolean.toString(identity.caller() instanceof Caller.Service))
                .with("aws:RequestedRegion", request.signingRegion().orElse(account.region()))
                .with("aws:ResourceAccount", account.accountId());
        request.header("user-agent").ifPresent(agent -> context.with("aws:UserAgent", agent));
        request.header("referer").ifPresent(referer -> context.with("aws:Referer", referer));
        ofCaller(context, identity);
        service.single().forEach(context::with);
        service.multiple().forEach(context::withAll);
        return context.absent(key -> isAbsent(key) || service.isAbsent(key)).build();
    }

    private static void ofCaller(RequestContext.Builder context, Identity identity) {
        identity.keys().forEach(context::with);
        identity.tags().forEach((key, value) -> context.with("aws:PrincipalTag/" + key, value));
        context.with("aws:PrincipalType", principalType(identity.caller()));
        if (!identity.account().isEmpty()) {
            context.with("aws:PrincipalAccount", identity.account());
            context.with("aws:PrincipalArn", principalArn(identity));
            context.with("aws:userid", identity.userId());
        }
    }

    /** Of a session the ARN of its role. */
    private static String principalArn(Identity identity) {
        return identity.caller() instanceof Caller.RoleSession session ? session.roleArn() : identity.arn();
    }

    private static String principalType(Caller caller) {
        if (caller instanceof Caller.AccountRoot) {
            return "Account";
        } else if (caller instanceof Caller.IamUser) {
            return "User";
        } else if (caller instanceof Caller.RoleSession) {
            return "AssumedRole";
        }
        return "Anonymous";
    }

    private static boolean isAbsent(String key) {
        return key.startsWith("aws:principaltag/")
                || OF_CALLER.contains(key)
                || NEVER.contains(key)
                || key.equals("aws:useragent")
                || key.equals("aws:referer")
                || key.equals("aws:principalaccount")
                || key.equals("aws:principalarn")
                || key.equals("aws:userid");
    }
}

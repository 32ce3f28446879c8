package dev.partywall.abac.internal.lint;

import dev.partywall.policy.AuthorizationRequest;
import dev.partywall.policy.Caller;
import dev.partywall.policy.ContextValue;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Requests in words. */
public final class RequestWords {

    /** Contexts keep names of keys in lower case; messages write them as AWS does. */
    private static final Map<String, String> SPELLINGS = Stream.of(
                    "dynamodb:LeadingKeys",
                    "dynamodb:FullTableScan",
                    "kms:EncryptionContextKeys",
                    "kms:ResourceAliases",
                    "kms:GrantIsForAWSResource",
                    "kms:GranteePrincipal",
                    "kms:GrantOperations",
                    "kms:ViaService",
                    "aws:TagKeys",
                    "aws:PrincipalArn",
                    "aws:PrincipalAccount",
                    "aws:SecureTransport",
                    "aws:SourceVpce",
                    "aws:RequestedRegion",
                    "sts:TransitiveTagKeys",
                    "sts:RoleSessionName",
                    "sts:ExternalId",
                    "sts:SourceIdentity")
            .collect(Collectors.toMap(key -> key.toLowerCase(Locale.ROOT), key -> key));

    private static final Map<String, String> PREFIXES = Stream.of(
                    "aws:PrincipalTag/",
                    "aws:ResourceTag/",
                    "aws:RequestTag/",
                    "kms:EncryptionContext:",
                    "s3:ExistingObjectTag/")
            .collect(Collectors.toMap(key -> key.toLowerCase(Locale.ROOT), key -> key));

    private RequestWords() {}

    /** A request: action, resource, caller and condition keys. */
    public static String of(AuthorizationRequest request) {
        Map<String, String> keys = new TreeMap<>();
        request.context().values().forEach((key, value) -> keys.put(spelling(key), words(value)));
        String context = keys.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(", "));
        return request.action() + " on " + request.resource() + " by " + words(request.caller()) + " with "
                + (context.isEmpty() ? "no condition keys" : context);
    }

    private static String spelling(String key) {
        return PREFIXES.entrySet().stream()
                .filter(prefix -> key.startsWith(prefix.getKey()))
                .map(prefix -> prefix.getValue() + key.substring(prefix.getKey().length()))
                .findFirst()
                .orElse(SPELLINGS.getOrDefault(key, key));
    }

    private static String words(ContextValue value) {
        if (value instanceof ContextValue.Single single) {
            return single.value();
        }
        return value instanceof ContextValue.Multiple multiple
                ? multiple.values().toString()
                : "nothing";
    }

    private static String words(Caller caller) {
        if (caller instanceof Caller.RoleSession session) {
            return session.sessionArn();
        } else if (caller instanceof Caller.IamUser user) {
            return user.arn();
        } else if (caller instanceof Caller.WebIdentity identity) {
            return "a web identity of " + identity.provider();
        } else if (caller instanceof Caller.Service service) {
            return service.name();
        }
        return caller instanceof Caller.AccountRoot root ? "the root user of " + root.account() : "anybody";
    }
}

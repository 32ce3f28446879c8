package dev.partywall.abac.internal.policies;

import dev.partywall.abac.InvalidPolicySettingException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The ARN of one resource, or of one resource for each tenant
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html).
 *
 * @param head everything up to the resource, with the last colon
 * @param region such as {@code eu-central-1}; empty where the service's ARNs have none
 * @param account twelve digits; empty where the service's ARNs have none
 * @param resource what follows the fifth colon
 */
public record Arn(String head, String region, String account, String resource) {

    private static final Pattern PARTITION = Pattern.compile("aws(-[a-z]+)*");
    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-[0-9]+");
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final List<String> GLOBAL = List.of("iam", "s3");

    /**
     * Reads an ARN of a service.
     *
     * @throws InvalidPolicySettingException if it is none, or names its Region or account by a wildcard
     */
    public static Arn parse(String setting, String text, String service) {
        String[] parts = text.split(":", 6);
        boolean regional = !GLOBAL.contains(service);
        boolean owned = !service.equals("s3"); // the ARNs of buckets have no account
        if (parts.length < 6
                || !parts[0].equals("arn")
                || !PARTITION.matcher(parts[1]).matches()
                || !parts[2].equals(service)
                || !fits(regional, REGION, parts[3])
                || !fits(owned, ACCOUNT, parts[4])
                || parts[5].isEmpty()) {
            throw InvalidPolicySettingException.setting(
                    setting,
                    "\"" + text + "\" is not the ARN of a resource of " + service + " in one Region and account");
        }
        String head = String.join(":", Arrays.copyOf(parts, 5)) + ":";
        return new Arn(head, parts[3], parts[4], parts[5]);
    }

    private static boolean fits(boolean has, Pattern grammar, String part) {
        return has ? grammar.matcher(part).matches() : part.isEmpty();
    }

    /**
     * Refuses resources of another kind.
     *
     * @return this
     */
    public Arn requireResource(String setting, Pattern grammar) {
        Names.require(setting, resource, grammar);
        return this;
    }

    /** {@code arn:aws:iam::111122223333:root} in the partition and account of this ARN. */
    String accountRoot() {
        return head.split(":", -1)[0] + ":" + head.split(":", -1)[1] + ":iam::" + account + ":root";
    }
}

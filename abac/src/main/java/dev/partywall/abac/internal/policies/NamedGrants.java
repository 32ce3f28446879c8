package dev.partywall.abac.internal.policies;

import dev.partywall.abac.AccessLevel;
import dev.partywall.abac.InvalidPolicySettingException;
import dev.partywall.abac.internal.policies.Grant.Part;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Services whose resources are each one tenant's, told by the name in the ARN.
 *
 * <p>SQS and SNS have no condition key for what a message is about
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html), so a queue or topic of all tenants
 * cannot be kept apart by a policy. Names are exact; only secrets end with a wildcard, since Secrets Manager adds six
 * characters to each name
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html).
 */
public final class NamedGrants {

    private static final Pattern SECRETS = Pattern.compile("secret:[^:]*");
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_.{}-]*"); // also fixes the resource: no slash
    private static final Pattern BUS = Pattern.compile("event-bus/[^*]*");
    private static final List<String> SECRETS_READ = List.of(
            "secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:ListSecretVersionIds");
    private static final List<String> SECRETS_WRITE = List.of("secretsmanager:PutSecretValue");
    private static final List<String> QUEUE_READ = List.of(
            "sqs:ChangeMessageVisibility",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:GetQueueUrl",
            "sqs:ReceiveMessage");
    private static final List<String> QUEUE_WRITE =
            List.of("sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage");

    private final String setting;
    private final Arn arn;
    private final TenantTemplate template;

    private NamedGrants(String setting, String service, String text, Pattern resource) {
        this.setting = setting;
        this.arn = Arn.parse(setting, text, service);
        this.template = TenantTemplate.parse(setting, arn.resource());
        if (!resource.matcher(arn.resource()).matches()) {
            throw InvalidPolicySettingException.setting(setting, "\"" + text + "\" is not a name of " + service);
        }
    }

    /** Reads {@code arn:aws:secretsmanager:…:secret:tenants/{tenant}/*}. */
    public static NamedGrants secrets(String text) {
        NamedGrants secrets = new NamedGrants("secrets", "secretsmanager", text, SECRETS);
        if (!secrets.template.open() || !secrets.template.suffix().equals("/")) {
            throw InvalidPolicySettingException.setting(
                    "secrets", "\"" + text + "\" must end with " + TenantTemplate.PLACE + "/*");
        }
        return secrets;
    }

    /** Reads {@code arn:aws:sqs:…:orders-{tenant}}. */
    public static NamedGrants queues(String text) {
        return new NamedGrants("queues", "sqs", text, PLAIN_NAME);
    }

    /** Reads {@code arn:aws:sns:…:orders-{tenant}}. */
    public static NamedGrants topics(String text) {
        return new NamedGrants("topics", "sns", text, PLAIN_NAME);
    }

    /** Reads {@code arn:aws:events:…:event-bus/orders-{tenant}}. */
    public static NamedGrants eventBuses(String text) {
        return new NamedGrants("eventBuses", "events", text, BUS);
    }

    /** What secrets take. */
    public List<Grant> ofSecrets(AccessLevel access) {
        return grant(Part.SECRETS, "OwnSecrets" + Levels.name(access), Levels.of(access, SECRETS_READ, SECRETS_WRITE));
    }

    /** What queues take. */
    public List<Grant> ofQueues(AccessLevel access) {
        return grant(Part.MESSAGES, "OwnQueues" + Levels.name(access), Levels.of(access, QUEUE_READ, QUEUE_WRITE));
    }

    /** What topics take: messages; who subscribes is set up by others. */
    public List<Grant> ofTopics() {
        return grant(Part.MESSAGES, "OwnTopicsPublish", List.of("sns:Publish"));
    }

    /** What event buses take: events; rules are set up by others. */
    public List<Grant> ofEventBuses() {
        return grant(Part.MESSAGES, "OwnEventBusesPut", List.of("events:PutEvents"));
    }

    private List<Grant> grant(Part part, String sid, List<String> actions) {
        return List.of(Grant.allow(part, sid, actions, List.of(arn.head() + template.pattern()), List.of()));
    }

    /** The names of this account's resources that are tenants'. */
    public Family family() {
        return new Family(setting, arn.head(), template);
    }
}

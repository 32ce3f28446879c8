package dev.partywall.policy.golden;

import dev.partywall.policy.ActionElement;
import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.Caller;
import dev.partywall.policy.Condition;
import dev.partywall.policy.ConditionOperator;
import dev.partywall.policy.ConditionOperator.Comparison;
import dev.partywall.policy.ConditionOperator.Quantifier;
import dev.partywall.policy.ConditionValue;
import dev.partywall.policy.ContextValue;
import dev.partywall.policy.Effect;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicySet;
import dev.partywall.policy.PolicyType;
import dev.partywall.policy.PolicyVersion;
import dev.partywall.policy.PrincipalElement;
import dev.partywall.policy.ResourceElement;
import dev.partywall.policy.SourceRange;
import dev.partywall.policy.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Draws policies and requests from a vocabulary so small that they meet often: three tenants of four letters (none is the
 * beginning of another, wildcards never cut one), four actions, a handful of resources and keys. Two generators with the same
 * seed draw the same. Everything that it draws is a policy that IAM would take.
 *
 * <p>Documents are built as values, not parsed: {@link PolicyDocument#toJson()} makes text of them. Not safe for use by many
 * threads.
 */
public final class RandomPolicies {

    /** The account of callers and of most resources. */
    public static final String HOME = "111122223333";

    /** Another account. */
    public static final String AWAY = "444455556666";

    /** A role of {@link #HOME} in a session. */
    public static final Caller SESSION = new Caller.RoleSession(
            HOME, "arn:aws:iam::" + HOME + ":role/app", "arn:aws:sts::" + HOME + ":assumed-role/app/call");

    /** A user of {@link #HOME}. */
    public static final Caller USER = new Caller.IamUser(HOME, "arn:aws:iam::" + HOME + ":user/alice");

    private static final SourceRange NOWHERE = new SourceRange(1, 1, 1, 1);

    private static final List<String> ACTIONS =
            List.of("dynamodb:GetItem", "dynamodb:PutItem", "s3:GetObject", "kms:Decrypt");
    private static final List<String> ACTION_PATTERNS =
            List.of("*", "*", "*", "dynamodb:*", "dynamodb:Get*", "s3:*", "s3:?etObject", "kms:*");

    private static final String TABLE = "arn:aws:dynamodb:eu-central-1:" + HOME + ":table/";
    private static final List<String> RESOURCES = List.of(
            TABLE + "orders",
            TABLE + "acme",
            "arn:aws:s3:::data",
            "arn:aws:s3:::data/acme/a",
            "arn:aws:s3:::data/beta/b/c",
            "arn:aws:kms:eu-central-1:" + HOME + ":key/1");
    private static final List<String> RESOURCE_PATTERNS = List.of(
            "*",
            "*",
            "*",
            "*",
            "*",
            TABLE + "*",
            TABLE + RandomKey.TENANT_VARIABLE,
            "arn:aws:s3:::data*",
            "arn:aws:s3:::data/" + RandomKey.TENANT_VARIABLE + "/*",
            "arn:aws:s3:::data/beta/*",
            "arn:aws:kms:*:" + HOME + ":key/?");

    private static final List<PrincipalElement.Named> PRINCIPALS = List.of(
            new PrincipalElement.Named(PrincipalElement.Kind.ANYONE, "*"),
            aws("*"),
            aws(HOME),
            aws("arn:aws:iam::" + HOME + ":root"),
            aws("arn:aws:iam::" + AWAY + ":root"),
            aws("arn:aws:iam::" + HOME + ":role/app"),
            aws("arn:aws:sts::" + HOME + ":assumed-role/app/call"),
            aws("arn:aws:iam::" + HOME + ":user/alice"));

    /** AWS attaches it to every level: customers' resource control policies only deny. */
    public static final AttachedPolicy ATTACHED_BY_AWS =
            new AttachedPolicy("RCPFullAWSAccess", PolicyDocument.parse(PolicyType.RESOURCE_CONTROL, """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
                    """));

    private static final Vocabulary SMALL = new Vocabulary(
            ACTION_PATTERNS, List.of("s3:*", "kms:Decrypt", "dynamodb:*"), RESOURCE_PATTERNS, RandomKey.ALL);

    private final SplittableRandom random;
    private final Vocabulary words;

    /**
     * A generator.
     *
     * @param seed what it draws
     */
    RandomPolicies(long seed) {
        this(seed, SMALL);
    }

    /**
     * A generator with words of its own; only {@link #scenario()} and {@link #context()} do not use them.
     *
     * @param seed what it draws
     * @param words what it draws from
     */
    public RandomPolicies(long seed, Vocabulary words) {
        this.random = new SplittableRandom(seed);
        this.words = words;
    }

    /** A set of policies of all layers and a request; about one request in four has a key that is not modelled. */
    Scenario scenario() {
        boolean away = chance(10);
        Caller caller = chance(60) ? SESSION : USER;
        PolicySet policies = new PolicySet(
                list(chance(85) ? 0 : 2, () -> policies(PolicyType.SERVICE_CONTROL)),
                list(chance(90) ? 0 : 1, () -> List.of(ATTACHED_BY_AWS, attached(PolicyType.RESOURCE_CONTROL))),
                list(
                        random.nextInt(away ? 1 : 0, 3),
                        () -> attached(chance(30) ? PolicyType.KEY : PolicyType.RESOURCE)),
                chance(8),
                list(random.nextInt(chance(90) ? 1 : 0, 4), () -> attached(PolicyType.IDENTITY)),
                chance(15) ? Optional.of(attached(PolicyType.PERMISSIONS_BOUNDARY)) : Optional.empty(),
                list(caller.equals(SESSION) && chance(15) ? 1 : 0, () -> attached(PolicyType.SESSION)));
        return new Scenario(policies, caller, pick(ACTIONS), pick(RESOURCES), away ? AWAY : HOME, context());
    }

    /** One or two policies of a level. */
    public List<AttachedPolicy> policies(PolicyType type) {
        return list(random.nextInt(1, 3), () -> attached(type));
    }

    /** A policy under some name. */
    public AttachedPolicy attached(PolicyType type) {
        return new AttachedPolicy(type + " " + random.nextInt(1000), document(type));
    }

    /** A document of one to three statements, in the current language. */
    PolicyDocument document(PolicyType type) {
        List<Statement> statements = new ArrayList<>();
        int count = random.nextInt(1, 4);
        for (int index = 0; index < count; index++) {
            boolean denies = type == PolicyType.RESOURCE_CONTROL || chance(20);
            statements.add(statement(type, denies ? Effect.DENY : Effect.ALLOW, index));
        }
        return new PolicyDocument(type, Optional.of(PolicyVersion.V2012_10_17), Optional.empty(), statements);
    }

    /** A statement for a document of the given type. */
    Statement statement(PolicyType type, Effect effect, int index) {
        boolean denies = effect == Effect.DENY;
        return new Statement(
                index,
                Optional.of("S" + index + "x" + random.nextInt(1000)),
                effect,
                principal(type, denies),
                new ActionElement(
                        type != PolicyType.RESOURCE_CONTROL && chance(10),
                        list(
                                random.nextInt(1, 3),
                                () -> pick(
                                        type == PolicyType.RESOURCE_CONTROL
                                                ? words.controlActions()
                                                : words.actions()))),
                Optional.of(new ResourceElement(chance(10), list(random.nextInt(1, 3), () -> pick(words.resources())))),
                conditions(Math.max(0, random.nextInt(denies ? 0 : -1, 3))),
                NOWHERE);
    }

    /** Conditions, none of which has the operator and the key of another: JSON could not say it. */
    private List<Condition> conditions(int count) {
        Map<String, Condition> conditions = new LinkedHashMap<>();
        list(count, this::condition).forEach(one -> conditions.put(one.operator() + " " + one.key(), one));
        return List.copyOf(conditions.values());
    }

    /** A condition on one of the keys. */
    Condition condition() {
        RandomKey key = chance(50) ? (chance(50) ? RandomKey.TENANT : RandomKey.LEADING_KEYS) : pick(words.keys());
        if (chance(10)) {
            ConditionOperator operator = new ConditionOperator(Quantifier.NONE, Comparison.NULL, false);
            return new Condition(operator, key.name(), List.of(value(pick(List.of("true", "false")))), NOWHERE);
        }
        Quantifier quantifier = Quantifier.NONE;
        if (key.multivalued()) {
            quantifier = chance(50) ? Quantifier.FOR_ALL_VALUES : Quantifier.FOR_ANY_VALUE;
        }
        ConditionOperator operator = new ConditionOperator(quantifier, pick(key.comparisons()), chance(20));
        int count = key.comparisons().contains(Comparison.BOOL) ? 1 : random.nextInt(1, 3);
        return new Condition(operator, key.name(), list(count, () -> value(pick(key.policyValues()))), NOWHERE);
    }

    /** What a request says about each key. */
    Map<String, ContextValue> context() {
        Map<String, ContextValue> context = new TreeMap<>();
        for (RandomKey key : RandomKey.ALL) {
            context.put(key.name(), chance(3) ? new ContextValue.Unmodelled() : contextValue(key));
        }
        return context;
    }

    /** A value that AWS could give the key, or none. */
    public ContextValue contextValue(RandomKey key) {
        if (chance(15)) {
            return new ContextValue.Absent();
        }
        return key.multivalued()
                ? new ContextValue.Multiple(list(random.nextInt(0, 4), () -> pick(key.requestValues())))
                : new ContextValue.Single(pick(key.requestValues()));
    }

    /** True in so many of a hundred cases. */
    public boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** One of them. */
    public <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** The same elements in another order. */
    <T> List<T> shuffled(List<T> list) {
        List<T> left = new ArrayList<>(list);
        List<T> result = new ArrayList<>();
        while (!left.isEmpty()) {
            result.add(left.remove(random.nextInt(left.size())));
        }
        return result;
    }

    private Optional<PrincipalElement> principal(PolicyType type, boolean denies) {
        return switch (type) {
            case RESOURCE, KEY, TRUST ->
                Optional.of(new PrincipalElement(
                        denies && type == PolicyType.RESOURCE && chance(10),
                        list(random.nextInt(1, 3), () -> pick(PRINCIPALS)).stream()
                                .distinct()
                                .toList()));
            case RESOURCE_CONTROL -> Optional.of(new PrincipalElement(false, List.of(PRINCIPALS.get(0))));
            case IDENTITY, PERMISSIONS_BOUNDARY, SESSION, SERVICE_CONTROL -> Optional.empty();
        };
    }

    private static PrincipalElement.Named aws(String value) {
        return new PrincipalElement.Named(PrincipalElement.Kind.AWS, value);
    }

    private static ConditionValue value(String text) {
        return new ConditionValue(text, ConditionValue.Kind.STRING);
    }

    private static <T> List<T> list(int size, Supplier<T> element) {
        List<T> list = new ArrayList<>();
        for (int index = 0; index < size; index++) {
            list.add(element.get());
        }
        return list;
    }
}

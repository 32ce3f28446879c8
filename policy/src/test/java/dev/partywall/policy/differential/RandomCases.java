package dev.partywall.policy.differential;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.Caller;
import dev.partywall.policy.ContextValue;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicySet;
import dev.partywall.policy.PolicyType;
import dev.partywall.policy.PolicyVersion;
import dev.partywall.policy.differential.Words.Target;
import dev.partywall.policy.golden.PolicyEdits;
import dev.partywall.policy.golden.RandomKey;
import dev.partywall.policy.golden.RandomPolicies;
import dev.partywall.policy.golden.Scenario;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Draws questions that both sides model: of each layer as many policies as the other side takes, and every key known. */
final class RandomCases {

    private final RandomPolicies random;

    private RandomCases(long seed) {
        random = new RandomPolicies(seed, Words.ALL);
    }

    /** The case of a seed. */
    static Scenario of(long seed) {
        return new RandomCases(seed).draw();
    }

    private Scenario draw() {
        Target target = random.pick(Words.TARGETS);
        boolean away = random.chance(15);
        Caller caller = random.chance(65) ? RandomPolicies.SESSION : RandomPolicies.USER;
        PolicySet policies = PolicyEdits.eachDocument(policies(target, away, caller), this::perhapsOld);
        String account = away ? RandomPolicies.AWAY : RandomPolicies.HOME;
        return new Scenario(policies, caller, target.action(), target.resource(), account, context(target));
    }

    private PolicySet policies(Target target, boolean away, Caller caller) {
        PolicyType resource = target.isKmsKey() ? PolicyType.KEY : PolicyType.RESOURCE;
        boolean isSession = caller.equals(RandomPolicies.SESSION);
        return new PolicySet(
                times(random.chance(80) ? 0 : 2, () -> random.policies(PolicyType.SERVICE_CONTROL)),
                times(random.chance(88) ? 0 : 1, this::resourceControl),
                times(random.chance(away || target.isKmsKey() ? 90 : 50) ? 1 : 0, () -> random.attached(resource)),
                target.isKmsKey(),
                times(random.chance(90) ? 2 : 0, () -> random.attached(PolicyType.IDENTITY)),
                random.chance(15) ? Optional.of(random.attached(PolicyType.PERMISSIONS_BOUNDARY)) : Optional.empty(),
                times(isSession && random.chance(15) ? 1 : 0, () -> random.attached(PolicyType.SESSION)));
    }

    private List<AttachedPolicy> resourceControl() {
        return List.of(RandomPolicies.ATTACHED_BY_AWS, random.attached(PolicyType.RESOURCE_CONTROL));
    }

    private PolicyDocument perhapsOld(PolicyDocument document) {
        boolean old = document.type() != PolicyType.RESOURCE_CONTROL && random.chance(3);
        return old ? withVersion(document, PolicyVersion.V2008_10_17) : document;
    }

    static PolicyDocument withVersion(PolicyDocument document, PolicyVersion version) {
        return new PolicyDocument(document.type(), Optional.of(version), document.id(), document.statements());
    }

    private Map<String, ContextValue> context(Target target) {
        Map<String, ContextValue> context = new TreeMap<>();
        for (RandomKey key : Words.KEYS) {
            context.put(key.name(), target.takes(key) ? random.contextValue(key) : new ContextValue.Absent());
        }
        return context;
    }

    private static <T> List<T> times(int count, Supplier<T> element) {
        return IntStream.range(0, count).mapToObj(index -> element.get()).toList();
    }
}

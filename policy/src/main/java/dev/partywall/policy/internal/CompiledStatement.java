package dev.partywall.policy.internal;

import dev.partywall.policy.Effect;
import dev.partywall.policy.PolicyLayer;
import dev.partywall.policy.PolicyType;
import dev.partywall.policy.PolicyVersion;
import dev.partywall.policy.RequestContext;
import dev.partywall.policy.Statement;
import dev.partywall.policy.Trace.ConditionTrace;
import dev.partywall.policy.Trace.Element;
import dev.partywall.policy.Trace.Match;
import dev.partywall.policy.Trace.StatementTrace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A statement, ready to be asked. */
final class CompiledStatement {

    private final Statement source;
    private final boolean deny;
    private final Naming unnamed;
    private final @Nullable Principals principals;
    private final Patterns actions;
    private final @Nullable Patterns resources;
    private final CompiledCondition[] conditions;

    CompiledStatement(Statement source, PolicyType type, PolicyVersion language) {
        boolean variables = language == PolicyVersion.V2012_10_17;
        this.source = source;
        this.deny = source.effect() == Effect.DENY;
        this.unnamed = PrincipalRules.isNeeded(type) ? Naming.UNKNOWN : Naming.DIRECT;
        this.principals = source.principal().map(Principals::new).orElse(null);
        this.actions =
                Patterns.ofActions(source.action().negated(), source.action().patterns());
        this.resources = source.resource()
                .map(element -> Patterns.ofResources(element.negated(), element.patterns(), variables))
                .orElse(null);
        this.conditions = source.conditions().stream()
                .map(condition -> new CompiledCondition(condition, variables, deny))
                .toArray(CompiledCondition[]::new);
    }

    Statement source() {
        return source;
    }

    boolean isDeny() {
        return deny;
    }

    /** Whom it means. Policies without a Principal mean whom they are attached to. */
    Naming naming(Question question) {
        return principals == null ? unnamed : principals.naming(question);
    }

    /** Whether it matches, given how it names the caller. */
    Match match(Naming naming, Question question) {
        Match match = named(naming);
        if (match != Match.NO) {
            match = Logic.and(match, actions.match(question.action(), question.context()));
        }
        if (match != Match.NO) {
            match = Logic.and(match, resource(question));
        }
        for (int i = 0; i < conditions.length && match != Match.NO; i++) {
            match = Logic.and(match, conditions[i].match(question.context()));
        }
        return match;
    }

    private static Match named(Naming naming) {
        return switch (naming) {
            case NONE -> Match.NO;
            case UNKNOWN -> Match.UNKNOWN;
            case ACCOUNT, ROLE, DIRECT -> Match.YES;
        };
    }

    private Match resource(Question question) {
        return resources == null ? Match.YES : resources.match(question.resource(), question.context());
    }

    /** What a match hangs on or fails on, element by element. */
    StatementTrace explain(PolicyLayer layer, String policy, Question question) {
        Map<Element, Match> elements = new EnumMap<>(Element.class);
        elements.put(Element.PRINCIPAL, named(naming(question)));
        elements.put(Element.ACTION, actions.match(question.action(), question.context()));
        elements.put(Element.RESOURCE, resource(question));
        List<ConditionTrace> traces = List.of();
        if (all(elements.values()) != Match.NO) {
            traces = Stream.of(conditions)
                    .map(condition -> condition.explain(question.context()))
                    .toList();
        }
        elements.put(
                Element.CONDITION,
                all(traces.stream().map(ConditionTrace::match).toList()));
        Match match = all(elements.values());
        return new StatementTrace(layer, policy, source, match, decidedBy(elements, match), traces);
    }

    private static Match all(Collection<Match> matches) {
        return matches.stream().reduce(Match.YES, Logic::and);
    }

    private static Optional<Element> decidedBy(Map<Element, Match> elements, Match match) {
        return elements.keySet().stream()
                .filter(element -> match != Match.YES && elements.get(element) == match)
                .findFirst();
    }

    /** Why its match is unknown, in words. */
    List<String> unknowns(StatementTrace trace, Question question) {
        List<String> all = new ArrayList<>();
        RequestContext context = question.context();
        if (naming(question) == Naming.UNKNOWN) {
            all.add("whether its Principal is the caller is not modelled");
        }
        if (resources != null && resource(question) == Match.UNKNOWN) {
            resources.unknowns(question.resource(), context).forEach(why -> all.add("in its Resource " + why));
        }
        trace.conditions().stream()
                .filter(condition -> condition.match() == Match.UNKNOWN)
                .forEach(condition -> all.add(condition.why()));
        return all;
    }
}

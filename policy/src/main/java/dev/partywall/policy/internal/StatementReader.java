package dev.partywall.policy.internal;

import dev.partywall.policy.ActionElement;
import dev.partywall.policy.Condition;
import dev.partywall.policy.Effect;
import dev.partywall.policy.PolicyType;
import dev.partywall.policy.PrincipalElement;
import dev.partywall.policy.ResourceElement;
import dev.partywall.policy.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one statement. */
final class StatementReader {

    private static final List<String> ELEMENTS = List.of(
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition");

    private final PolicyType type;
    private final Tokens tokens;
    private final Set<String> sids;
    private Optional<String> sid = Optional.empty();
    private @Nullable Effect effect;
    private @Nullable PrincipalElement principal;
    private @Nullable ActionElement action;
    private @Nullable ResourceElement resource;
    private List<Condition> conditions = List.of();
    private int principalStart;

    StatementReader(PolicyType type, Tokens tokens, Set<String> sids) {
        this.type = type;
        this.tokens = tokens;
        this.sids = sids;
    }

    Statement read(int index) {
        int start = tokens.start();
        tokens.object("the statement", this::element);
        int end = tokens.end();
        if (effect == null) {
            throw tokens.refuseAt(start, "the statement has no Effect; write \"Allow\" or \"Deny\"");
        }
        if (action == null) {
            throw tokens.refuseAt(start, "the statement has neither Action nor NotAction; write one");
        }
        checkPrincipal(effect, start);
        checkResource(start);
        return new Statement(
                index,
                sid,
                effect,
                Optional.ofNullable(principal),
                action,
                Optional.ofNullable(resource),
                conditions,
                tokens.range(start, end));
    }

    private void element(String name) {
        switch (name) {
            case "Sid" -> sid = Optional.of(sid());
            case "Effect" -> effect = effect(tokens.string(tokens.next(), "Effect"));
            case "Principal", "NotPrincipal" -> principal(name);
            case "Action", "NotAction" -> action(name);
            case "Resource", "NotResource" -> resource(name);
            case "Condition" -> conditions = new ConditionReader(tokens).read();
            default -> throw tokens.refuse(ElementRules.unknown(name, "a statement", ELEMENTS));
        }
    }

    private String sid() {
        String text = tokens.string(tokens.next(), "Sid");
        tokens.check(ElementRules.sid(type, text));
        if (!text.isEmpty() && !sids.add(text)) {
            throw tokens.refuse("two statements have the Sid \"" + text + "\"; give each its own");
        }
        return text;
    }

    private Effect effect(String text) {
        return switch (text) {
            case "Allow" -> Effect.ALLOW;
            case "Deny" -> Effect.DENY;
            default -> throw tokens.refuse("there is no Effect \"" + text + "\"; write \"Allow\" or \"Deny\"");
        };
    }

    private void principal(String name) {
        once(principal, "Principal");
        tokens.check(PrincipalRules.element(type, name));
        principalStart = tokens.start();
        principal = new PrincipalReader(type, tokens).read(name);
    }

    private void action(String name) {
        once(action, "Action");
        List<String> patterns = tokens.strings(name, text -> ElementRules.action(type, text));
        action = new ActionElement(name.equals("NotAction"), patterns);
    }

    private void resource(String name) {
        once(resource, "Resource");
        if (type == PolicyType.TRUST) {
            throw tokens.refuse("a trust policy has no " + name + ", it stands for its role; remove it");
        }
        resource = new ResourceElement(name.equals("NotResource"), tokens.strings(name, ElementRules::resource));
    }

    private void once(@Nullable Object read, String name) {
        if (read != null) {
            throw tokens.refuse("the statement has both " + name + " and Not" + name + "; write one");
        }
    }

    private void checkPrincipal(Effect known, int start) {
        if (principal == null && PrincipalRules.isNeeded(type)) {
            throw tokens.refuseAt(
                    start, "the statement has no Principal; a policy of this type must say whom it means");
        }
        if (principal != null && principal.negated() && known == Effect.ALLOW) {
            throw tokens.refuseAt(principalStart, "NotPrincipal does not go with Allow; write Principal");
        }
    }

    /** Policies of resources may leave it out: some services have no Resource in them, and they stand for their resource. */
    private void checkResource(int start) {
        if (resource == null && type != PolicyType.TRUST && type != PolicyType.RESOURCE) {
            throw tokens.refuseAt(start, "the statement has neither Resource nor NotResource; write one");
        }
    }
}

package dev.partywall.abac.internal.lint;

import dev.partywall.policy.Caller;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PrincipalElement;
import dev.partywall.policy.PrincipalElement.Kind;
import dev.partywall.policy.PrincipalElement.Named;
import dev.partywall.policy.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whom a statement means, and whether tenants act as them. */
final class Callers {

    private static final Pattern ROLE = Pattern.compile("arn:([a-z-]+):iam::([0-9]{12}):role/(?:.*/)?([^/]+)");
    private static final Pattern SESSION = Pattern.compile("arn:([a-z-]+):sts::([0-9]{12}):assumed-role/([^/]+)/.+");
    private static final Pattern USER = Pattern.compile("arn:[a-z-]+:iam::([0-9]{12}):user/.+");
    private static final Pattern ACCOUNT = Pattern.compile("(?:arn:[a-z-]+:iam::)?([0-9]{12})(?::root)?");

    private Callers() {}

    /** Callers whom a statement means; services are none. */
    static List<Caller> of(Statement statement) {
        if (statement.principal().isEmpty()) {
            return List.of(Conditions.TENANT_SESSION);
        }
        List<Caller> callers = new ArrayList<>();
        statement
                .principal()
                .map(PrincipalElement::principals)
                .orElse(List.of())
                .forEach(named -> add(named, callers));
        return callers;
    }

    private static void add(Named named, List<Caller> callers) {
        switch (named.kind()) {
            case ANYONE -> callers.add(Conditions.TENANT_SESSION);
            case AWS -> aws(named.value(), callers);
            case FEDERATED -> callers.add(new Caller.WebIdentity(named.value()));
            case SERVICE, CANONICAL_USER -> {}
        }
    }

    private static void aws(String value, List<Caller> callers) {
        Matcher role = ROLE.matcher(value);
        Matcher session = SESSION.matcher(value);
        Matcher user = USER.matcher(value);
        Matcher account = ACCOUNT.matcher(value);
        if (value.equals("*")) {
            callers.add(Conditions.TENANT_SESSION);
        } else if (role.matches()) {
            callers.add(new Caller.RoleSession(
                    role.group(2),
                    value,
                    "arn:" + role.group(1) + ":sts::" + role.group(2) + ":assumed-role/" + role.group(3) + "/session"));
        } else if (session.matches()) {
            callers.add(new Caller.RoleSession(
                    session.group(2),
                    "arn:" + session.group(1) + ":iam::" + session.group(2) + ":role/" + session.group(3),
                    value));
        } else if (user.matches()) {
            callers.add(new Caller.IamUser(user.group(1), value));
        } else if (account.matches()) {
            callers.add(memberOf(account.group(1)));
        }
    }

    private static Caller memberOf(String account) {
        return new Caller.RoleSession(
                account,
                "arn:aws:iam::" + account + ":role/app",
                "arn:aws:sts::" + account + ":assumed-role/app/session");
    }

    /** Whether a principal is an account: its own policies decide then. */
    static boolean isDelegated(Statement statement) {
        return statement.principal().map(PrincipalElement::principals).orElse(List.of()).stream()
                .anyMatch(named -> named.kind() == Kind.AWS
                        && ACCOUNT.matcher(named.value()).matches());
    }

    /**
     * Whether tenants act as whom a statement means: because it speaks of the tenant, because another statement does that
     * names the same principal, or because it means everyone. Policies without principals are thought to be tenants'.
     */
    static boolean areTenants(Statement statement, PolicyDocument document, Mentions mentions) {
        return statement.principal().isEmpty()
                || mentions.in(statement)
                || !tenants(statement, document, mentions).isEmpty();
    }

    /** Those of whom a statement means that tenants act as; all, if it does not tell. */
    static List<Caller> ofTenants(Statement statement, PolicyDocument document, Mentions mentions) {
        List<Caller> callers = new ArrayList<>();
        if (statement.principal().isPresent() && !mentions.in(statement)) {
            tenants(statement, document, mentions).forEach(named -> add(named, callers));
        }
        return callers.isEmpty() ? of(statement) : callers;
    }

    /** Principals that another statement names which speaks of the tenant, and everyone. */
    private static List<Named> tenants(Statement statement, PolicyDocument document, Mentions mentions) {
        Set<Named> tenants = new LinkedHashSet<>();
        document.statements().stream()
                .filter(mentions::in)
                .flatMap(other -> other.principal().stream())
                .forEach(principal -> tenants.addAll(principal.principals()));
        return statement.principal().map(PrincipalElement::principals).orElse(List.of()).stream()
                .filter(named -> !isAccount(named))
                .filter(named -> tenants.contains(named) || named.value().equals("*"))
                .toList();
    }

    private static boolean isAccount(Named named) {
        return named.kind() == Kind.AWS && ACCOUNT.matcher(named.value()).matches();
    }

    /** The principals that are sessions. */
    static List<Caller> sessions(Statement statement) {
        List<Caller> sessions = new ArrayList<>();
        statement.principal().map(PrincipalElement::principals).orElse(List.of()).stream()
                .filter(named -> SESSION.matcher(named.value()).matches())
                .forEach(named -> add(named, sessions));
        return sessions;
    }
}

package dev.partywall.policy.internal;

import dev.partywall.policy.Caller;
import dev.partywall.policy.PrincipalElement;
import dev.partywall.policy.PrincipalElement.Kind;
import dev.partywall.policy.PrincipalElement.Named;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Principal or NotPrincipal, ready to be asked. Principals are compared as they stand: no wildcards but the lone
 * {@code *}.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html">Principal</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html">
 *     NotPrincipal</a>
 */
final class Principals {

    private static final Pattern ACCOUNT = Pattern.compile("(?:arn:[a-z-]+:iam::)?([0-9]{12})(?::root)?");

    private final boolean negated;
    private final Entry[] entries;

    Principals(PrincipalElement element) {
        this.negated = element.negated();
        this.entries = element.principals().stream().map(Entry::of).toArray(Entry[]::new);
    }

    /** A principal: everyone, an account, or a name of its kind. */
    private record Entry(Kind kind, boolean everyone, boolean account, String name) {

        static Entry of(Named named) {
            String value = named.value();
            boolean everyone = named.kind() == Kind.ANYONE || (named.kind() == Kind.AWS && value.equals("*"));
            Matcher account = ACCOUNT.matcher(value);
            boolean isAccount = named.kind() == Kind.AWS
                    && account.matches()
                    && value.startsWith("arn:") == value.endsWith(":root");
            return new Entry(named.kind(), everyone, isAccount, isAccount ? account.group(1) : value);
        }
    }

    Naming naming(Question question) {
        if (negated) {
            return isExempt(question) ? Naming.NONE : Naming.DIRECT;
        }
        Naming strongest = Naming.NONE;
        for (Entry entry : entries) {
            strongest = Naming.strongest(strongest, naming(entry, question));
        }
        return strongest;
    }

    private static Naming naming(Entry entry, Question question) {
        if (entry.everyone()) {
            return Naming.DIRECT;
        }
        Caller caller = question.caller();
        return switch (entry.kind()) {
            case ANYONE -> Naming.DIRECT;
            case AWS -> aws(entry, question);
            case SERVICE ->
                directly(caller instanceof Caller.Service service
                        && service.name().equals(entry.name()));
            case FEDERATED ->
                directly(caller instanceof Caller.WebIdentity identity
                        && identity.provider().equals(entry.name()));
            // Whose account has this canonical user id is not modelled.
            case CANONICAL_USER -> question.account() == null ? Naming.NONE : Naming.UNKNOWN;
        };
    }

    private static Naming directly(boolean named) {
        return named ? Naming.DIRECT : Naming.NONE;
    }

    private static Naming aws(Entry entry, Question question) {
        if (entry.account()) {
            boolean own = entry.name().equals(question.account());
            return own && !question.isRoot() ? Naming.ACCOUNT : directly(own);
        }
        if (question.caller() instanceof Caller.RoleSession session) {
            boolean role = entry.name().equals(session.roleArn());
            return role ? Naming.ROLE : directly(entry.name().equals(session.sessionArn()));
        }
        return directly(
                question.caller() instanceof Caller.IamUser user && user.arn().equals(entry.name()));
    }

    /**
     * Whether NotPrincipal leaves a caller out. AWS may look at the account, then at the role, then at the session, and at
     * each deny who is not named: only who is named at each is left out. Who has a permissions boundary never is.
     */
    private boolean isExempt(Question question) {
        if (question.bounded()) {
            return false;
        }
        boolean isPlain = question.account() == null || question.isRoot() || namesEveryone();
        boolean itself = names(Naming.DIRECT, question);
        return itself && (isPlain || (names(Naming.ACCOUNT, question) && namesRole(question)));
    }

    private boolean namesRole(Question question) {
        return !(question.caller() instanceof Caller.RoleSession) || names(Naming.ROLE, question);
    }

    private boolean namesEveryone() {
        for (Entry entry : entries) {
            if (entry.everyone()) {
                return true;
            }
        }
        return false;
    }

    private boolean names(Naming naming, Question question) {
        for (Entry entry : entries) {
            if (naming(entry, question) == naming) {
                return true;
            }
        }
        return false;
    }
}

package dev.partywall.policy;

import java.util.List;
import java.util.Optional;

/**
 * A statement of a policy.
 *
 * @param index its place in the document, from 0
 * @param sid its Sid, if it has one
 * @param effect what it does with requests that match
 * @param principal Principal or NotPrincipal, if the policy is of a type that has them
 * @param action Action or NotAction
 * @param resource Resource or NotResource; absent in trust policies
 * @param conditions operator by operator and key by key, in the order of the document; all must hold
 * @param range where it stands in the document
 */
public record Statement(
        int index,
        Optional<String> sid,
        Effect effect,
        Optional<PrincipalElement> principal,
        ActionElement action,
        Optional<ResourceElement> resource,
        List<Condition> conditions,
        SourceRange range) {

    /**
     * Copies the conditions.
     *
     * @param index its place in the document, from 0
     * @param sid its Sid, if it has one
     * @param effect what it does with requests that match
     * @param principal Principal or NotPrincipal, if the policy is of a type that has them
     * @param action Action or NotAction
     * @param resource Resource or NotResource; absent in trust policies
     * @param conditions operator by operator and key by key, in the order of the document; all must hold
     * @param range where it stands in the document
     */
    public Statement {
        conditions = List.copyOf(conditions);
    }

    /**
     * How messages name it.
     *
     * @return the Sid, or {@code Statement[2]} by its index
     */
    public String name() {
        return sid.filter(text -> !text.isEmpty()).orElse("Statement[" + index + "]");
    }
}

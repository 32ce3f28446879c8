package dev.partywall.abac;

import dev.partywall.abac.internal.lint.RequestWords;
import dev.partywall.policy.AuthorizationRequest;
import dev.partywall.policy.SourceRange;
import java.util.Optional;

/**
 * A mistake in a policy.
 *
 * @param rule which
 * @param severity what follows from it
 * @param document which of the documents that were linted together, from 0
 * @param statement its index in the document, from 0
 * @param name its Sid, or {@code Statement[2]} by its index
 * @param range where it stands in the text of the document
 * @param why what passes or fails, and for whom
 * @param exampleRequest a request that the documents allow and should not; always there if the severity is LEAK and the
 *     rule is about requests
 * @param mend what to write instead
 */
public record LintFinding(
        LintRule rule,
        Severity severity,
        int document,
        int statement,
        String name,
        SourceRange range,
        String why,
        Optional<AuthorizationRequest> exampleRequest,
        String mend) {

    /** What follows from a mistake. */
    public enum Severity {
        /** The documents allow a request of one tenant, or of none, that reaches another's data or another's rights. */
        LEAK,
        /**
         * No such request can be shown from the documents alone: the wall is thinner than it looks, or what is reached may
         * be meant for all.
         */
        WARNING
    }

    /**
     * The finding in one line, as compilers print: rule, severity, statement, why, request, mend.
     *
     * @return one line
     */
    @Override
    public String toString() {
        String example = exampleRequest
                .map(request -> " Allowed: " + RequestWords.of(request) + ".")
                .orElse("");
        return rule + " " + severity + " in " + name + ": " + rule.title() + ". " + why + "." + example + " Mend: "
                + mend + ". See " + rule.source();
    }
}

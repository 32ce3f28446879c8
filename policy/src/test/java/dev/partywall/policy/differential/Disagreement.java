package dev.partywall.policy.differential;

import dev.partywall.policy.golden.Scenario;

/**
 * The classes of known disagreements, which {@code disagreements.md} explains. Each is a predicate with teeth: it rewrites a
 * case so that this evaluator reads it as the other side reads the original. A disagreement belongs to a class if the
 * rewritten case is decided as the other side decided the original.
 */
enum Disagreement {
    /** Known disagreement D1: variables in documents of the old language, where they are text. */
    D1_OLD_LANGUAGE,
    /** Known disagreement D2: a negated operator on a variable without a value, which holds. */
    D2_NEGATED_WITHOUT_VALUE,
    /** Known disagreement D3: a variable whose value is the empty text. */
    D3_EMPTY_VALUE,
    /** Known disagreement D4: {@code ForAnyValue:…IfExists} on a key that is missing. */
    D4_ANY_IF_EXISTS,
    /** Known disagreement D5: {@code Null} on a multivalued key with no values. */
    D5_NULL_OF_NO_VALUES,
    /** Known disagreement D6: seconds since 1970 beside a written date. */
    D6_EPOCH,
    /** Known disagreement D7: {@code NotIpAddress} with a single address of the other family. */
    D7_OTHER_FAMILY,
    /** Known disagreement D8: a session policy beside a resource's policy that names the session itself. */
    D8_SESSION_LIMITS_ALL,
    /** Known disagreement D9: NotPrincipal that names a part of the caller. */
    D9_NOT_PRINCIPAL,
    /** Known disagreement D10: a resource in which a variable stands before any separator. */
    D10_VARIABLE_FIRST,
    /** Known disagreement D11: NotResource with a variable without a value, which rules nothing out. */
    D11_NOT_RESOURCE_WITHOUT_VALUE,
    /** Known disagreement D12: <code>${*}</code>, <code>${?}</code> and <code>${$}</code> where there are no wildcards. */
    D12_ESCAPES;

    /** The case as the other side reads it if this is the only difference. */
    Scenario rewrite(Scenario scenario) {
        return switch (this) {
            case D1_OLD_LANGUAGE -> Rewriting.toNewLanguage(scenario);
            case D2_NEGATED_WITHOUT_VALUE -> Rewriting.silenceNegatedWithoutValue(scenario);
            case D3_EMPTY_VALUE -> Rewriting.forgetEmptyValues(scenario);
            case D4_ANY_IF_EXISTS -> Rewriting.silenceAnyIfExists(scenario);
            case D5_NULL_OF_NO_VALUES -> Rewriting.swapNullOfNoValues(scenario);
            case D6_EPOCH -> Rewriting.toMilliseconds(scenario);
            case D7_OTHER_FAMILY -> Rewriting.silenceOtherFamily(scenario);
            case D8_SESSION_LIMITS_ALL -> Rewriting.sessionLimitsAll(scenario);
            case D9_NOT_PRINCIPAL -> Rewriting.exemptWhoIsNamedInPart(scenario);
            case D11_NOT_RESOURCE_WITHOUT_VALUE -> Rewriting.silenceNotResourceWithoutValue(scenario);
            case D10_VARIABLE_FIRST -> Rewriting.breakVariableFirst(scenario);
            case D12_ESCAPES -> Rewriting.escapesToText(scenario);
        };
    }

    /** The case as the other side reads it. */
    static Scenario rewriteAll(Scenario scenario) {
        Scenario rewritten = scenario;
        for (Disagreement one : values()) {
            rewritten = one.rewrite(rewritten);
        }
        return rewritten;
    }
}

package dev.partywall.testing.internal.iam;

import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.protocol.XmlElements;
import java.util.function.BiFunction;

/**
 * An operation of IAM.
 *
 * @param access what AWS asks before it
 * @param action what it does
 */
record IamOperation(
        BiFunction<IamRequest, Identity, AccessCheck> access, BiFunction<IamRequest, Identity, XmlElements> action) {

    /** The question before an operation for which it does not matter who calls. */
    @FunctionalInterface
    interface Question {
        AccessCheck of(IamRequest request);
    }

    /** An operation for which it does not matter who calls. */
    @FunctionalInterface
    interface Action {
        /**
         * Performs it.
         *
         * @throws IamException if IAM would refuse
         */
        XmlElements perform(IamRequest request);
    }

    static IamOperation of(Question question, Action action) {
        return new IamOperation(
                (request, caller) -> question.of(request), (request, caller) -> action.perform(request));
    }
}

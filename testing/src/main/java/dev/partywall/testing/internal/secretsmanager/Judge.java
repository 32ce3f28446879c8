package dev.partywall.testing.internal.secretsmanager;

import dev.partywall.testing.LabDecision;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.LabRequest;

/** Asks IAM within an operation, where a denial is a part of the answer. */
@FunctionalInterface
interface Judge {

    /** What IAM says. */
    LabDecision decide(Identity caller, LabRequest request, AccessCheck check);
}

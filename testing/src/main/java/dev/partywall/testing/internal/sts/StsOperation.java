package dev.partywall.testing.internal.sts;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.protocol.XmlElements;

/** An operation of STS, for one request that is well-formed. */
interface StsOperation {

    /** What AWS asks before it. */
    Access access(Identity caller);

    /**
     * Performs it.
     *
     * @throws StsException if STS would refuse
     */
    XmlElements perform(Identity caller);
}

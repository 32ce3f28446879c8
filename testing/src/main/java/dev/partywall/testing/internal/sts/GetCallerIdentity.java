package dev.partywall.testing.internal.sts;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.protocol.XmlElements;

/** GetCallerIdentity (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html). */
final class GetCallerIdentity implements StsOperation {

    @Override
    public Access access(Identity caller) {
        return new Access.Open("GetCallerIdentity needs no permission, and a deny does not stop it");
    }

    @Override
    public XmlElements perform(Identity caller) {
        return new XmlElements()
                .with("Arn", caller.arn())
                .with("UserId", caller.userId())
                .with("Account", caller.account());
    }
}

package dev.partywall.testing.internal.wire;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.Protocol;
import java.util.function.Supplier;

/** What becomes of a request where a service refuses it before IAM is asked, or the lab has a gap. */
public final class Judgement {

    private Judgement() {}

    /** What AWS asks IAM, as the model tells; it may throw a {@link Refusal} or a {@link Gap}. */
    public static Access of(Protocol protocol, Supplier<Access> model) {
        try {
            return model.get();
        } catch (Refusal e) {
            return Access.refused(protocol, e.error());
        } catch (Gap e) {
            return e.access();
        }
    }
}

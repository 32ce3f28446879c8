package dev.partywall.testing.internal.wire;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.Identity;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request between the question what AWS asks IAM and the answer: where a service refuses it before IAM is asked, that
 * refusal is the answer, whatever the execution would say.
 */
public final class JudgedCall {

    private final Function<Identity, Access> model;
    private volatile @Nullable Refusal refusal;

    /** A call whose access this function tells; it may throw a {@link Refusal} or a {@link Gap}. */
    public JudgedCall(Function<Identity, Access> model) {
        this.model = model;
    }

    /** What AWS asks IAM. */
    public Access access(Identity caller) {
        try {
            return model.apply(caller);
        } catch (Refusal e) {
            refusal = e;
            return new Access.Open("refused before IAM is asked: " + e.code());
        } catch (Gap e) {
            return e.access();
        }
    }

    /** The refusal, if the service refuses the request before it asks IAM. */
    public Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }
}

package dev.partywall.testing.internal.http;

import dev.partywall.policy.Decision;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabDecision;
import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.LabResponse;
import dev.partywall.testing.internal.LabService;
import dev.partywall.testing.internal.PreparedCall;
import dev.partywall.testing.internal.Reply;
import dev.partywall.testing.internal.authorization.Authorizer;
import dev.partywall.testing.internal.authorization.DenialHeader;
import dev.partywall.testing.internal.authorization.DenialMessage;
import dev.partywall.testing.internal.calls.CallLog;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Lets a call pass only if IAM allows all that it needs, and has the answers recorded. */
public final class Gatekeeper {

    private final Authorizer authorizer;
    private final CallLog log;

    /** A gatekeeper who asks this authorizer. */
    public Gatekeeper(Authorizer authorizer, CallLog log) {
        this.authorizer = authorizer;
        this.log = log;
    }

    /** The reply to a call that must not pass; empty if it may. */
    public Optional<Reply> judge(
            LabService service, LabRequest request, LabCall call, PreparedCall prepared, Identity identity) {
        Access access = prepared.access().apply(identity);
        if (access instanceof Access.Checked checked) {
            return decide(service, request, call, identity, checked.checks());
        } else if (access instanceof Access.Vouched vouched) {
            return decide(service, request, call, vouched.caller(), vouched.checks());
        } else if (access instanceof Access.Itemized items) {
            return decideEach(service, request, call, identity, items);
        } else if (access instanceof Access.Uniform uniform) {
            return decideAlike(service, request, call, identity, uniform);
        }
        log.decided(call, identity.arn(), List.of());
        return undecided(service, access);
    }

    /** What becomes of a call that no policy decides. */
    private static Optional<Reply> undecided(LabService service, Access access) {
        if (access instanceof Access.Refused refused) {
            return Optional.of(new Reply.Answer(refused.answer()));
        }
        return access instanceof Access.Unmodelled unmodelled
                ? Optional.of(unjudged(service, unmodelled.action() + ": " + unmodelled.missing()))
                : Optional.empty();
    }

    private Optional<Reply> decide(
            LabService service, LabRequest request, LabCall call, Identity identity, List<AccessCheck> checks) {
        List<LabDecision> decisions = authorizer.decide(identity, request, checks);
        log.decided(call, identity.arn(), decisions);
        return Authorizer.refusal(decisions).map(refused -> refusal(service, identity, refused));
    }

    private Optional<Reply> decideEach(
            LabService service, LabRequest request, LabCall call, Identity identity, Access.Itemized items) {
        List<LabDecision> required = authorizer.decide(identity, request, items.required());
        Optional<LabDecision> refusal = Authorizer.refusal(required);
        List<LabDecision> decisions =
                refusal.isPresent() ? List.of() : authorizer.decideEach(identity, request, items.checks());
        log.decided(
                call,
                identity.arn(),
                Stream.concat(required.stream(), decisions.stream()).toList());
        if (refusal.isPresent()) {
            return refusal.map(refused -> refusal(service, identity, refused));
        }
        items.answers().accept(decisions);
        return decisions.stream()
                .filter(decision -> decision.decision() instanceof Decision.Unmodelled)
                .findFirst()
                .map(refused -> refusal(service, identity, refused));
    }

    private Optional<Reply> decideAlike(
            LabService service, LabRequest request, LabCall call, Identity identity, Access.Uniform uniform) {
        List<LabDecision> decisions = authorizer.decideEach(identity, request, uniform.checks());
        log.decided(call, identity.arn(), decisions);
        boolean anyAllowed =
                decisions.stream().anyMatch(decision -> decision.decision().isAllowed());
        return Authorizer.refusal(decisions)
                .map(refused -> anyAllowed
                        ? unjudged(
                                service,
                                refused.action() + ": AWS denies some items of this batch and performs the others; the"
                                        + " lab performs all or none")
                        : refusal(service, identity, refused));
    }

    private static Reply refusal(LabService service, Identity identity, LabDecision refused) {
        if (refused.decision() instanceof Decision.Unmodelled unmodelled) {
            return unjudged(service, refused.action() + ": " + String.join("; ", unmodelled.missing()));
        }
        LabError error = service.protocol().denied(DenialMessage.of(identity, refused));
        LabResponse response =
                service.protocol().error(error).withHeader(DenialHeader.NAME, DenialHeader.of(refused.decision()));
        return new Reply.Denial(response, refused);
    }

    private static Reply unjudged(LabService service, String missing) {
        return new Reply.Unjudged(service.protocol().error(LabError.unmodelled(missing)), missing);
    }
}

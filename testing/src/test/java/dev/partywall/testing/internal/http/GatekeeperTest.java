package dev.partywall.testing.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabDecision;
import dev.partywall.testing.LabOutcome;
import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.CallSubject;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.PreparedCall;
import dev.partywall.testing.internal.Reply;
import dev.partywall.testing.internal.ServiceKeys;
import dev.partywall.testing.internal.authorization.Authorizer;
import dev.partywall.testing.internal.calls.CallLog;
import dev.partywall.testing.internal.drive.Drive;
import dev.partywall.testing.internal.s3.S3Service;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class GatekeeperTest {

    private static final LabAccount ACCOUNT = new LabAccount("us-east-1", "111122223333");
    private static final String OWN_KEYS = """
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Action":"s3:DeleteObject","Resource":"arn:aws:s3:::app/${aws:PrincipalTag/TenantId}/*"},
              {"Effect":"Allow","Action":"s3:ListBucket","Resource":"*"}]}""";

    private final CallLog log = new CallLog(Clock.systemUTC());
    private final Gatekeeper gatekeeper = new Gatekeeper(new Authorizer(ACCOUNT, Clock.systemUTC()), log);
    private final S3Service service = new S3Service(ACCOUNT, Clock.systemUTC());
    private final LabRequest request = new LabRequest("POST", "/app?delete", Map.of(), new byte[0]);
    private final Identity acme = Drive.session("acme", OWN_KEYS);
    private final List<LabDecision> heard = new ArrayList<>();

    private Optional<Reply> judge(Access access) {
        return judge(acme, access);
    }

    private Optional<Reply> judge(Identity identity, Access access) {
        PreparedCall prepared = new PreparedCall("DeleteObjects", CallSubject.NONE, caller -> access, caller -> {
            throw new AssertionError("the gatekeeper performs nothing");
        });
        LabCall call = log.arrive("s3", "DeleteObjects", request, CallSubject.NONE);
        return gatekeeper.judge(service, request, call, prepared, identity);
    }

    private List<LabDecision> recorded() {
        return log.all().list().get(0).decisions();
    }

    private static AccessCheck delete(String key) {
        return AccessCheck.of(
                "s3:DeleteObject",
                "arn:aws:s3:::app/" + key,
                ServiceKeys.builder().build());
    }

    private static AccessCheck action(String action) {
        return AccessCheck.of(action, "arn:aws:s3:::app", ServiceKeys.builder().build());
    }

    @Test
    void judge_refused_answersWithTheRefusalAndLetsNothingPass() {
        Optional<Reply> reply = judge(Access.refused(service.protocol(), new LabError(404, "NoSuchBucket", "none")));

        assertThat(reply).get().isInstanceOfSatisfying(Reply.Answer.class, answer -> {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.outcome()).isEqualTo(new LabOutcome.Failed("NoSuchBucket"));
        });
        assertThat(log.all().list().get(0).caller()).isEqualTo(acme.arn());
    }

    @Test
    void judge_unmodelled_letsNothingPass() {
        assertThat(judge(new Access.Unmodelled("s3:PutObjectAcl", "access control lists")))
                .get()
                .isInstanceOf(Reply.Unjudged.class);
    }

    @Test
    void judge_open_passes() {
        assertThat(judge(new Access.Open("a test"))).isEmpty();
    }

    @Test
    void judge_checkedOneDenied_isDenied() {
        assertThat(judge(new Access.Checked(List.of(delete("acme/1"), delete("globex/1")))))
                .get()
                .isInstanceOfSatisfying(
                        Reply.Denial.class,
                        denial -> assertThat(denial.decision().request().resource())
                                .isEqualTo("arn:aws:s3:::app/globex/1"));
        assertThat(recorded()).hasSize(2);
    }

    @Test
    void judge_vouched_asksAboutTheOneVouchedFor() {
        Identity globex = Drive.session("globex", OWN_KEYS);

        assertThat(judge(new Access.Vouched(globex, List.of(delete("acme/1")))))
                .get()
                .isInstanceOf(Reply.Denial.class);
        assertThat(judge(new Access.Vouched(globex, List.of(delete("globex/1")))))
                .isEmpty();
    }

    @Test
    void judge_itemized_passesAndTellsTheExecutionOfEachItem() {
        assertThat(judge(new Access.Itemized(List.of(), List.of(delete("acme/1"), delete("globex/1")), heard::addAll)))
                .isEmpty();

        assertThat(heard)
                .extracting(decision -> decision.decision().isAllowed())
                .containsExactly(true, false);
        assertThat(recorded()).isEqualTo(heard);
    }

    @Test
    void judge_itemizedWithoutTheRequiredPermission_isDeniedBeforeAnyItem() {
        assertThat(judge(new Access.Itemized(
                        List.of(action("s3:ListAllMyBuckets")), List.of(delete("acme/1")), heard::addAll)))
                .get()
                .isInstanceOf(Reply.Denial.class);

        assertThat(heard).isEmpty();
    }

    @Test
    void judge_itemizedWithTheRequiredPermission_recordsThatAsWell() {
        assertThat(judge(new Access.Itemized(
                        List.of(action("s3:ListBucket")), List.of(delete("acme/1")), heard::addAll)))
                .isEmpty();

        assertThat(heard).hasSize(1);
        assertThat(recorded()).extracting(LabDecision::action).containsExactly("s3:ListBucket", "s3:DeleteObject");
    }

    @Test
    void judge_itemizedOneUndecided_letsNothingPass() {
        Identity strict = Drive.session("acme", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*",
                  "Condition":{"StringEquals":{"s3:NobodyModelsThis":"x"}}}]}""");

        assertThat(judge(strict, new Access.Itemized(List.of(), List.of(delete("acme/1")), heard::addAll)))
                .get()
                .isInstanceOf(Reply.Unjudged.class);
    }

    @Test
    void judge_uniformAllDenied_isDenied() {
        assertThat(judge(new Access.Uniform(List.of(delete("globex/1"), delete("globex/2")))))
                .get()
                .isInstanceOf(Reply.Denial.class);
    }

    @Test
    void judge_uniformSomeDenied_isNotJudged() {
        assertThat(judge(new Access.Uniform(List.of(delete("acme/1"), delete("globex/1")))))
                .get()
                .isInstanceOf(Reply.Unjudged.class);
    }

    @Test
    void judge_uniformAllAllowed_passes() {
        assertThat(judge(new Access.Uniform(List.of(delete("acme/1"), delete("acme/2")))))
                .isEmpty();
    }
}

package dev.partywall.testing.internal.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.policy.Caller;
import dev.partywall.testing.LabClock;
import dev.partywall.testing.internal.AuthenticationFailure;
import dev.partywall.testing.internal.AuthenticationFailure.Kind;
import dev.partywall.testing.internal.Authenticator.Outcome;
import dev.partywall.testing.internal.Credential;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.LabRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** A verifier that knows a long-term key and two sessions, and a clock to move. */
final class ScenarioLab {

    static final String SECRET = Credential.newSecret();
    static final AwsCredentials USER = AwsBasicCredentials.create("AKIAEXAMPLEUSER00001", SECRET);
    static final AwsSessionCredentials ACME =
            AwsSessionCredentials.create("ASIAEXAMPLEACME00001", Credential.newSecret(), "token/of+acme==");
    static final AwsSessionCredentials GLOBEX =
            AwsSessionCredentials.create("ASIAEXAMPLEGLOBEX001", Credential.newSecret(), "token/of+globex==");

    final LabClock clock = LabClock.create();
    final Duration sessionLife = Duration.ofHours(1);
    final SignatureVerifier verifier;

    ScenarioLab() {
        Instant expires = clock.instant().plus(sessionLife);
        Map<String, Credential> credentials = Map.of(
                USER.accessKeyId(), credential(USER, null, null),
                ACME.accessKeyId(), credential(ACME, ACME.sessionToken(), expires),
                GLOBEX.accessKeyId(), credential(GLOBEX, GLOBEX.sessionToken(), expires));
        this.verifier = new SignatureVerifier(id -> Optional.ofNullable(credentials.get(id)), clock);
    }

    private static Credential credential(AwsCredentials key, @Nullable String token, @Nullable Instant expires) {
        Identity identity = Identity.bare(
                new Caller.AccountRoot("111122223333"), "arn:" + key.accessKeyId(), "111122223333", key.accessKeyId());
        return new Credential(key.accessKeyId(), key.secretAccessKey(), token, expires, () -> identity);
    }

    /** Checks that a request is its caller's. Returns it unpacked. */
    LabRequest assertVerified(AwsCredentials caller, LabRequest request) {
        Outcome outcome = verifier.authenticate(request);
        assertThat(outcome).isInstanceOf(Outcome.Verified.class);
        assertThat(((Outcome.Verified) outcome).identity().userId()).isEqualTo(caller.accessKeyId());
        return ((Outcome.Verified) outcome).request();
    }

    /** Checks that a request is refused for a reason. Returns the words, which tell nothing secret. */
    String assertRefused(Kind kind, LabRequest request) {
        Outcome outcome = verifier.authenticate(request);
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        AuthenticationFailure failure = ((Outcome.Refused) outcome).failure();
        assertThat(failure.kind()).as(failure.message()).isEqualTo(kind);
        assertThat(failure.message()).doesNotContain(SECRET, ACME.sessionToken(), GLOBEX.sessionToken());
        return failure.message();
    }
}

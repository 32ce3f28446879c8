package dev.partywall.testing.internal.sts;

import static dev.partywall.testing.Policies.ACCOUNT;
import static dev.partywall.testing.Policies.ANYTHING;
import static dev.partywall.testing.Policies.allow;
import static dev.partywall.testing.Policies.trust;
import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.testing.AwsLab;
import dev.partywall.testing.LabRole;
import dev.partywall.testing.LabSession;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.Tag;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AssumeRoleTest {

    private static final String ALL_OF_STS = "sts:AssumeRole,sts:TagSession,sts:SetSourceIdentity";

    private AwsLab lab;
    private Users users;
    private int made;

    @BeforeAll
    void start() {
        lab = AwsLab.builder().withoutDynamoDb().start();
        users = new Users(lab);
    }

    @AfterAll
    void stop() {
        lab.close();
    }

    private String fresh(String prefix) {
        return prefix + ++made;
    }

    private LabRole role() {
        return lab.role(fresh("role")).policy("all", ANYTHING).create();
    }

    private AssumeRoleResponse assume(AwsCredentialsProvider who, Consumer<AssumeRoleRequest.Builder> request) {
        return lab.sts().assumeRole(builder -> {
            builder.roleSessionName("session").overrideConfiguration(o -> o.credentialsProvider(who));
            request.accept(builder);
        });
    }

    private GetCallerIdentityResponse whoIs(AwsCredentialsProvider who) {
        return lab.sts().getCallerIdentity(request -> request.overrideConfiguration(o -> o.credentialsProvider(who)));
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Test
    void assumeRole_roleWithPath_sessionArnHasNoPath() {
        LabRole role = lab.role(fresh("role")).path("/service/").create();

        LabSession session = role.session("me@work").start();

        assertThat(role.arn()).isEqualTo("arn:aws:iam::" + ACCOUNT + ":role/service/" + role.name());
        GetCallerIdentityResponse caller = whoIs(session.credentials());
        assertThat(caller.arn())
                .isEqualTo(session.arn())
                .isEqualTo("arn:aws:sts::" + ACCOUNT + ":assumed-role/" + role.name() + "/me@work");
        assertThat(caller.userId()).matches("AROA[A-Z2-7]{17}:me@work");
        assertThat(caller.account()).isEqualTo(ACCOUNT);
    }

    @Test
    void assumeRole_byRoot_isDenied() {
        String message = assertRefused(
                "AccessDenied", 403, () -> assume(lab.credentials(), request -> request.roleArn(role().arn())));

        assertThat(message).isEqualTo("Roles may not be assumed by root accounts.");
    }

    @Test
    void assumeRole_userWithoutPermission_isDeniedThoughTheAccountIsTrusted() {
        LabRole role = role();
        AwsCredentialsProvider user = users.create(fresh("user"), allow("s3:*", "*"));

        String message = assertRefused("AccessDenied", 403, () -> assume(user, request -> request.roleArn(role.arn())));

        assertThat(message).contains("not authorized to perform: sts:AssumeRole on resource: " + role.arn());
    }

    @Test
    void assumeRole_trustOfSomeoneElse_isDeniedThoughTheUserMay() {
        AwsCredentialsProvider user = users.create(fresh("user"), ANYTHING);
        String other = fresh("other");
        users.create(other, ANYTHING);
        LabRole role = lab.role(fresh("role"))
                .trust(trust("arn:aws:iam::" + ACCOUNT + ":user/" + other, ALL_OF_STS))
                .create();

        assertRefused("AccessDenied", 403, () -> assume(user, request -> request.roleArn(role.arn())));
    }

    @Test
    void assumeRole_trustNamesTheUser_needsNoIdentityPolicy() {
        String name = fresh("user");
        AwsCredentialsProvider user = users.create(name, allow("s3:*", "*"));
        LabRole role = lab.role(fresh("role"))
                .trust(trust("arn:aws:iam::" + ACCOUNT + ":user/" + name, "sts:AssumeRole"))
                .create();

        assertThat(assume(user, request -> request.roleArn(role.arn()))
                        .assumedRoleUser()
                        .arn())
                .endsWith(role.name() + "/session");
    }

    @Test
    void assumeRole_unknownRole_isDeniedAsOneThatTrustsNobody() {
        AwsCredentialsProvider user = users.create(fresh("user"), ANYTHING);

        assertRefused(
                "AccessDenied",
                403,
                () -> assume(user, request -> request.roleArn("arn:aws:iam::" + ACCOUNT + ":role/nobody")));
    }

    @Test
    void assumeRole_roleWithPathNamedWithout_isDenied() {
        LabRole role = lab.role(fresh("role")).path("/service/").create();
        AwsCredentialsProvider user = users.create(fresh("user"), ANYTHING);

        assertRefused(
                "AccessDenied",
                403,
                () -> assume(user, request -> request.roleArn("arn:aws:iam::" + ACCOUNT + ":role/" + role.name())));
    }

    @Test
    void assumeRole_tagsButTrustWithoutTagSession_isDenied() {
        AwsCredentialsProvider user = users.create(fresh("user"), ANYTHING);
        LabRole role =
                lab.role(fresh("role")).trust(trust(ACCOUNT, "sts:AssumeRole")).create();

        String message = assertRefused(
                "AccessDenied",
                403,
                () -> assume(user, request -> request.roleArn(role.arn()).tags(tag("TenantId", "acme"))));

        assertThat(message).contains("sts:TagSession");
        assertThat(assume(user, request -> request.roleArn(role.arn())).credentials())
                .isNotNull();
    }

    @Test
    void assumeRole_sourceIdentityButTrustWithoutIt_isDenied() {
        AwsCredentialsProvider user = users.create(fresh("user"), ANYTHING);
        LabRole role =
                lab.role(fresh("role")).trust(trust(ACCOUNT, "sts:AssumeRole")).create();

        String message = assertRefused(
                "AccessDenied",
                403,
                () -> assume(user, request -> request.roleArn(role.arn()).sourceIdentity("alice")));

        assertThat(message).contains("sts:SetSourceIdentity");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "with space",
                "a/b",
                "ünïcode",
                "0123456789012345678901234567890123456789012345678901234567890123x"
            })
    void assumeRole_badSessionName_isRefused(String name) {
        assertRefused("ValidationError", () -> role().session(name).start());
    }

    @ParameterizedTest
    @CsvSource({"899, greater than or equal to 900", "43201, less than or equal to 43200", "3601, MaxSessionDuration"})
    void assumeRole_badDuration_isRefused(int seconds, String why) {
        String message = assertRefused(
                "ValidationError",
                () -> role().session("session")
                        .duration(Duration.ofSeconds(seconds))
                        .start());

        assertThat(message).contains(why);
    }

    @Test
    void assumeRole_tagsInvalid_areRefused() {
        LabRole role = role();

        assertRefused(
                "InvalidParameterValue",
                () -> role.session("session")
                        .tag("TenantId", "acme")
                        .tag("tenantid", "globex")
                        .start());
        assertRefused(
                "InvalidParameterValue",
                () -> role.session("session").tag("aws:x", "1").start());
        assertRefused(
                "InvalidParameterValue",
                () -> role.session("session").transitive("x").start());
        assertRefused(
                "ValidationError", () -> role.session("session").tag("x", "a*b").start());
        assertRefused(
                "ValidationError", () -> role.session("session").tag("x$", "").start());
        assertRefused(
                "ValidationError",
                () -> role.session("session").tag("x".repeat(129), "").start());
        assertRefused(
                "ValidationError",
                () -> role.session("session").tag("x", "v".repeat(257)).start());
    }

    @Test
    void assumeRole_fiftyTags_areTakenAndOneMoreIsNot() {
        LabSession.Builder session = role().session("session");
        for (int i = 0; i < 50; i++) {
            session.tag("k" + i, "v");
        }

        assertThat(session.start().arn()).endsWith("/session");
        session.tag("k50", "v");
        assertRefused("ValidationError", session::start);
    }
}

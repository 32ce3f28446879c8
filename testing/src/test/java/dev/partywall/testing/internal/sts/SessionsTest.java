package dev.partywall.testing.internal.sts;

import static dev.partywall.testing.Policies.ACCOUNT;
import static dev.partywall.testing.Policies.ANYTHING;
import static dev.partywall.testing.Policies.allow;
import static dev.partywall.testing.Policies.allowIf;
import static dev.partywall.testing.Policies.document;
import static dev.partywall.testing.Policies.trust;
import static dev.partywall.testing.Policies.trustIf;
import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.partywall.testing.AwsLab;
import dev.partywall.testing.LabRole;
import dev.partywall.testing.LabSession;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;
import software.amazon.awssdk.services.sts.model.Tag;

/** What a session may do, asked by an operation that every test here can afford: {@code iam:ListRoles}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SessionsTest {

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

    private LabRole role(String policy) {
        return lab.role(fresh("role")).policy("own", policy).create();
    }

    private ListRolesResponse listRoles(AwsCredentialsProvider who) {
        return lab.iam().listRoles(request -> request.overrideConfiguration(o -> o.credentialsProvider(who)));
    }

    private void assertAllowed(LabSession session) {
        assertThatNoException().isThrownBy(() -> listRoles(session.credentials()));
    }

    private String assertDenied(LabSession session) {
        return assertRefused("AccessDenied", 403, () -> listRoles(session.credentials()));
    }

    private AssumeRoleResponse chain(LabSession from, LabRole to, Consumer<AssumeRoleRequest.Builder> request) {
        return lab.sts().assumeRole(builder -> {
            builder.roleArn(to.arn())
                    .roleSessionName("chained")
                    .overrideConfiguration(o -> o.credentialsProvider(from.credentials()));
            request.accept(builder);
        });
    }

    private static LabSession session(AssumeRoleResponse answer) {
        return new LabSession(answer.assumedRoleUser().arn(), provider(answer.credentials()));
    }

    private static AwsCredentialsProvider provider(Credentials credentials) {
        return StaticCredentialsProvider.create(AwsSessionCredentials.create(
                credentials.accessKeyId(), credentials.secretAccessKey(), credentials.sessionToken()));
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static String ifTag(String key, String value) {
        return allowIf("iam:ListRoles", "{\"StringEquals\": {\"aws:PrincipalTag/" + key + "\": \"" + value + "\"}}");
    }

    @Nested
    class Permissions {

        @Test
        void session_ofRoleWithoutPolicies_mayNothing() {
            assertDenied(lab.role(fresh("role")).create().session("session").start());
        }

        @Test
        void session_policyChangedAfterwards_counts() {
            LabRole role = role(allow("iam:ListRoles", "*"));
            LabSession session = role.session("session").start();
            assertAllowed(session);

            role.deletePolicy("own");
            assertDenied(session);

            role.putPolicy("again", ANYTHING);
            assertAllowed(session);
            assertThat(role.policies()).containsOnlyKeys("again");
        }

        @Test
        void session_boundary_limits() {
            LabSession session = lab.role(fresh("role"))
                    .policy("own", ANYTHING)
                    .permissionsBoundary(allow("s3:*", "*"))
                    .create()
                    .session("session")
                    .start();

            assertThat(assertDenied(session)).contains("permissions boundary");
        }

        @Test
        void session_sessionPolicy_limitsAndNeverGrants() {
            LabRole all = role(ANYTHING);
            LabRole none = role(allow("s3:*", "*"));

            assertDenied(all.session("session").policy(allow("s3:*", "*")).start());
            assertAllowed(all.session("session").policy(allow("iam:*", "*")).start());
            assertDenied(none.session("session").policy(ANYTHING).start());
        }

        @Test
        void session_managedSessionPolicy_limitsAndStaysALimitWhenItIsGone() {
            String name = fresh("policy");
            String arn = lab.iam()
                    .createPolicy(request -> request.policyName(name).policyDocument(allow("iam:*", "*")))
                    .policy()
                    .arn();
            LabRole role = role(ANYTHING);
            AwsCredentialsProvider user = users.create(fresh("user"), ANYTHING);
            LabSession session = session(lab.sts()
                    .assumeRole(request -> request.roleArn(role.arn())
                            .roleSessionName("session")
                            .policyArns(PolicyDescriptorType.builder().arn(arn).build())
                            .overrideConfiguration(o -> o.credentialsProvider(user))));
            assertAllowed(session);

            lab.iam().deletePolicy(request -> request.policyArn(arn));

            assertDenied(session);
        }

        @Test
        void assumeRole_byTheRootUser_isRefused() {
            LabRole role = role(ANYTHING);

            assertThat(assertRefused(
                            "AccessDenied",
                            403,
                            () -> lab.sts()
                                    .assumeRole(r -> r.roleArn(role.arn()).roleSessionName("root"))))
                    .contains("root accounts");
        }

        @Test
        void session_badSessionPolicy_isRefused() {
            LabRole role = role(ANYTHING);

            assertRefused(
                    "MalformedPolicyDocument",
                    () -> role.session("session")
                            .policy("{\"Version\": \"2012-10-17\"")
                            .start());
            assertRefused(
                    "ValidationError",
                    () -> role.session("session")
                            .policy(allow("s3:*", "arn:aws:s3:::" + "x".repeat(2048)))
                            .start());
        }

        @Test
        void session_ofDeletedRole_isRefusedEvenIfOneOfThatNameIsMadeAgain() {
            LabRole role = lab.role(fresh("role")).create();
            LabSession session = role.session("session").start();

            lab.iam().deleteRole(request -> request.roleName(role.name()));
            lab.role(role.name()).policy("own", ANYTHING).create();

            assertRefused("InvalidClientTokenId", 403, () -> listRoles(session.credentials()));
        }
    }

    @Nested
    class TagsOfSessions {

        @Test
        void sessionTag_isPrincipalTag() {
            LabRole role = role(ifTag("TenantId", "acme"));

            assertAllowed(role.session("session").tag("TenantId", "acme").start());
            assertDenied(role.session("session").tag("TenantId", "globex").start());
            assertDenied(role.session("session").start());
        }

        @Test
        void sessionTag_overridesRoleTagWhateverItsCase() {
            LabRole role = lab.role(fresh("role"))
                    .tag("TenantId", "acme")
                    .policy("own", ifTag("TenantId", "acme"))
                    .create();

            assertAllowed(role.session("session").start());
            assertDenied(role.session("session").tag("tenantid", "globex").start());
        }

        @Test
        void chain_transitiveTag_isInheritedAndOthersAreNot() {
            LabRole first = role(ANYTHING);
            LabRole second = role(ifTag("TenantId", "acme"));
            LabSession transitive = first.session("session")
                    .tag("TenantId", "acme")
                    .transitive("TenantId")
                    .start();
            LabSession plain = first.session("session").tag("TenantId", "acme").start();

            assertAllowed(session(chain(transitive, second, request -> {})));
            assertDenied(session(chain(plain, second, request -> {})));
        }

        @Test
        void chain_inheritedTag_overridesRoleTagAndIsInheritedFurther() {
            LabSession first = role(ANYTHING)
                    .session("session")
                    .tag("TenantId", "acme")
                    .transitive("TenantId")
                    .start();
            LabRole second = lab.role(fresh("role"))
                    .tag("tenantid", "globex")
                    .policy("own", ANYTHING)
                    .create();
            LabRole third = role(ifTag("TenantId", "acme"));

            assertAllowed(session(chain(session(chain(first, second, request -> {})), third, request -> {})));
        }

        @Test
        void chain_roleTag_isNotTransitive() {
            LabRole first = lab.role(fresh("role"))
                    .tag("TenantId", "acme")
                    .policy("own", ANYTHING)
                    .create();
            LabRole second = role(ifTag("TenantId", "acme"));

            assertDenied(session(chain(first.session("session").start(), second, request -> {})));
        }

        @Test
        void chain_inheritedTagPassedAgain_isRefusedWhateverItsCase() {
            LabSession first = role(ANYTHING)
                    .session("session")
                    .tag("TenantId", "acme")
                    .transitive("TenantId")
                    .start();
            LabRole second = role(ANYTHING);

            for (Tag again : List.of(tag("TenantId", "globex"), tag("tenantID", "globex"), tag("TenantId", "acme"))) {
                assertRefused("InvalidParameterValue", () -> chain(first, second, request -> request.tags(again)));
            }
        }

        @Test
        void chain_inheritedTagButTrustWithoutTagSession_isDenied() {
            LabSession first = role(ANYTHING)
                    .session("session")
                    .tag("TenantId", "acme")
                    .transitive("TenantId")
                    .start();
            LabRole second = lab.role(fresh("role"))
                    .trust(trust(ACCOUNT, "sts:AssumeRole"))
                    .create();

            String message = assertRefused("AccessDenied", 403, () -> chain(first, second, request -> {}));
            assertThat(message).contains("sts:TagSession");
        }

        @Test
        void chain_trustBoundsTagKeys_refusesANewKeyAndTakesTheInheritedOne() {
            LabSession first = role(ANYTHING)
                    .session("session")
                    .tag("TenantId", "acme")
                    .transitive("TenantId")
                    .start();
            LabRole second = lab.role(fresh("role"))
                    .trust(trustIf(
                            ACCOUNT,
                            "sts:AssumeRole,sts:TagSession",
                            "{\"ForAllValues:StringEquals\": {\"aws:TagKeys\": [\"TenantId\"]}}"))
                    .create();

            assertThat(chain(first, second, request -> {}).credentials()).isNotNull();
            assertRefused(
                    "AccessDenied", 403, () -> chain(first, second, request -> request.tags(tag("Admin", "true"))));
        }

        @Test
        void chain_trustWantsATagKey_takesTheInheritedOneForIt() {
            LabSession first = role(ANYTHING)
                    .session("session")
                    .tag("TenantId", "acme")
                    .transitive("TenantId")
                    .start();
            LabSession tagless = role(ANYTHING).session("session").start();
            LabRole second = lab.role(fresh("role"))
                    .trust(trustIf(
                            ACCOUNT,
                            "sts:AssumeRole,sts:TagSession",
                            "{\"ForAnyValue:StringEquals\": {\"aws:TagKeys\": [\"TenantId\"]}}"))
                    .create();

            assertThat(chain(first, second, request -> {}).credentials()).isNotNull();
            assertRefused("AccessDenied", 403, () -> chain(tagless, second, request -> {}));
        }

        @Test
        void trust_requestTagAndTransitiveKeys_areChecked() {
            LabRole role = lab.role(fresh("role"))
                    .trust(trustIf(
                            ACCOUNT,
                            "sts:AssumeRole,sts:TagSession",
                            "{\"StringEquals\": {\"aws:RequestTag/TenantId\": \"acme\"},"
                                    + " \"ForAllValues:StringEquals\": {\"sts:TransitiveTagKeys\": [\"TenantId\"]},"
                                    + " \"Null\": {\"sts:TransitiveTagKeys\": \"false\"}}"))
                    .create();

            assertThat(role.session("ok")
                            .tag("TenantId", "acme")
                            .transitive("TenantId")
                            .start()
                            .arn())
                    .endsWith("/ok");
            assertRefused("AccessDenied", 403, () -> role.session("no").start());
            assertRefused(
                    "AccessDenied",
                    403,
                    () -> role.session("no").tag("TenantId", "acme").start());
            assertRefused(
                    "AccessDenied",
                    403,
                    () -> role.session("no")
                            .tag("TenantId", "globex")
                            .transitive("TenantId")
                            .start());
        }
    }

    @Nested
    class SourceIdentity {

        private LabRole asker() {
            return role(document(
                    "\"Effect\": \"Allow\", \"Action\": \"sts:*\", \"Resource\": \"*\"",
                    "\"Effect\": \"Allow\", \"Action\": \"iam:ListRoles\", \"Resource\": \"*\", \"Condition\":"
                            + " {\"StringEquals\": {\"aws:SourceIdentity\": \"alice\"}}"));
        }

        @Test
        void sourceIdentity_isKeyOfTheSessionAndOfThoseChainedToIt() {
            LabSession first =
                    asker().session("session").sourceIdentity("alice").start();
            assertAllowed(first);

            AssumeRoleResponse second = chain(first, asker(), request -> {});

            assertThat(second.sourceIdentity()).isEqualTo("alice");
            assertAllowed(session(second));
            assertDenied(asker().session("session").sourceIdentity("bob").start());
            assertDenied(asker().session("session").start());
        }

        @Test
        void chain_otherSourceIdentity_isRefusedAndTheSameIsTaken() {
            LabSession first =
                    asker().session("session").sourceIdentity("alice").start();
            LabRole second = asker();

            assertThat(chain(first, second, request -> request.sourceIdentity("alice"))
                            .sourceIdentity())
                    .isEqualTo("alice");
            assertThat(assertRefused(
                            "ValidationError", () -> chain(first, second, request -> request.sourceIdentity("bob"))))
                    .isEqualTo("The source identity is already set for this assume role session");
        }

        @Test
        void chain_inheritedSourceIdentityButTrustWithoutIt_isDenied() {
            LabSession first =
                    asker().session("session").sourceIdentity("alice").start();
            LabRole second = lab.role(fresh("role"))
                    .trust(trust(ACCOUNT, "sts:AssumeRole"))
                    .create();

            assertThat(assertRefused("AccessDenied", 403, () -> chain(first, second, request -> {})))
                    .contains("sts:SetSourceIdentity");
        }

        @Test
        void chain_callerMayNotSetSourceIdentity_isDeniedThoughTheTrustNamesIt() {
            LabRole first = role(allow("s3:*", "*"));
            LabRole second = lab.role(fresh("role"))
                    .trust(trust(first.arn(), ALL_OF_STS))
                    .create();

            LabSession without = first.session("session").start();
            assertThat(chain(without, second, request -> {}).credentials()).isNotNull();
            LabSession with = first.session("session").sourceIdentity("alice").start();
            assertRefused("AccessDenied", 403, () -> chain(with, second, request -> {}));
        }
    }

    @Nested
    class Durations {

        @Test
        void chain_moreThanAnHour_isRefusedHoweverLongTheRoleAllows() {
            LabSession first = role(ANYTHING).session("session").start();
            LabRole second = lab.role(fresh("role"))
                    .maxSessionDuration(Duration.ofHours(12))
                    .create();

            assertThat(assertRefused(
                            "ValidationError", () -> chain(first, second, request -> request.durationSeconds(3601))))
                    .isEqualTo(
                            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role"
                                    + " chaining.");
            assertThat(chain(first, second, request -> request.durationSeconds(3600))
                            .credentials())
                    .isNotNull();
            assertThat(second.session("session")
                            .duration(Duration.ofHours(12))
                            .start()
                            .arn())
                    .endsWith("/session");
        }
    }

    @Nested
    class Ends {

        @Test
        void session_afterItsEnd_isRefusedAsExpired() {
            try (AwsLab own = AwsLab.builder().withoutDynamoDb().start()) {
                LabSession session = own.role("role")
                        .policy("own", ANYTHING)
                        .create()
                        .session("session")
                        .duration(Duration.ofMinutes(15))
                        .start();
                own.clock().advance(Duration.ofMinutes(14));
                own.iam()
                        .listRoles(request ->
                                request.overrideConfiguration(o -> o.credentialsProvider(session.credentials())));

                own.clock().advance(Duration.ofMinutes(2));

                assertRefused(
                        "ExpiredToken",
                        403,
                        () -> own.iam()
                                .listRoles(request -> request.overrideConfiguration(
                                        o -> o.credentialsProvider(session.credentials()))));
            }
        }

        @Test
        void session_withoutOrWithAnotherToken_isRefused() {
            LabRole role = role(ANYTHING);
            AwsSessionCredentials one = credentials(role.session("one").start());
            AwsSessionCredentials other = credentials(role.session("other").start());

            assertRefused(
                    "InvalidClientTokenId",
                    403,
                    () -> listRoles(StaticCredentialsProvider.create(AwsSessionCredentials.create(
                            one.accessKeyId(), one.secretAccessKey(), other.sessionToken()))));
            assertRefused(
                    "InvalidClientTokenId",
                    403,
                    () -> listRoles(StaticCredentialsProvider.create(
                            AwsBasicCredentials.create(one.accessKeyId(), one.secretAccessKey()))));
        }

        private AwsSessionCredentials credentials(LabSession session) {
            return (AwsSessionCredentials) session.credentials().resolveCredentials();
        }
    }

    @Nested
    class Others {

        @Test
        void trust_ofUserThatWasMadeAgain_isDenied() {
            String name = fresh("user");
            users.create(name, ANYTHING);
            LabRole role = lab.role(fresh("role"))
                    .trust(trust("arn:aws:iam::" + ACCOUNT + ":user/" + name, ALL_OF_STS))
                    .create();

            users.delete(name);
            AwsCredentialsProvider again = users.create(name, ANYTHING);

            assertRefused(
                    "AccessDenied",
                    403,
                    () -> lab.sts()
                            .assumeRole(request -> request.roleArn(role.arn())
                                    .roleSessionName("session")
                                    .overrideConfiguration(o -> o.credentialsProvider(again))));
        }

        @Test
        void role_trustingItselfOnlyByAccount_mayAssumeItselfByItsPolicy() {
            LabRole role = role(ANYTHING);
            LabSession session = role.session("session").start();

            assertThat(chain(session, role, request -> {}).assumedRoleUser().arn())
                    .endsWith(role.name() + "/chained");
        }

        @Test
        void role_withoutTrustInItself_mayNotAssumeItself() {
            LabRole role = lab.role(fresh("role"))
                    .trust(trust("arn:aws:iam::" + ACCOUNT + ":user/" + someUser(), ALL_OF_STS))
                    .policy("own", ANYTHING)
                    .create();
            AwsCredentialsProvider user = lastUser;
            LabSession session = session(lab.sts()
                    .assumeRole(request -> request.roleArn(role.arn())
                            .roleSessionName("session")
                            .overrideConfiguration(o -> o.credentialsProvider(user))));

            assertRefused("AccessDenied", 403, () -> chain(session, role, request -> {}));
        }

        private AwsCredentialsProvider lastUser =
                StaticCredentialsProvider.create(AwsBasicCredentials.create("x", "y"));

        private String someUser() {
            String name = fresh("user");
            lastUser = users.create(name, ANYTHING);
            return name;
        }

        @Test
        void externalId_isChecked() {
            LabRole role = lab.role(fresh("role"))
                    .trust(trustIf(ACCOUNT, "sts:AssumeRole", "{\"StringEquals\": {\"sts:ExternalId\": \"42-x\"}}"))
                    .create();
            AwsCredentialsProvider user = users.create(fresh("user"), ANYTHING);
            Consumer<AssumeRoleRequest.Builder> base = request -> request.roleArn(role.arn())
                    .roleSessionName("session")
                    .overrideConfiguration(o -> o.credentialsProvider(user));

            assertThat(lab.sts()
                            .assumeRole(base.andThen(request -> request.externalId("42-x")))
                            .credentials())
                    .isNotNull();
            assertRefused("AccessDenied", 403, () -> lab.sts().assumeRole(base));
            assertRefused("AccessDenied", 403, () -> lab.sts().assumeRole(base.andThen(r -> r.externalId("42-y"))));
        }

        @Test
        void packedPolicySize_growsWithTagsAndPoliciesAndHasALimit() {
            LabRole role = role(ANYTHING);
            AwsCredentialsProvider user = users.create(fresh("user"), ANYTHING);
            Consumer<AssumeRoleRequest.Builder> base = request -> request.roleArn(role.arn())
                    .roleSessionName("session")
                    .overrideConfiguration(o -> o.credentialsProvider(user));

            assertThat(lab.sts().assumeRole(base).packedPolicySize()).isNull();
            assertThat(lab.sts()
                            .assumeRole(base.andThen(r -> r.tags(tag("a", "b"))))
                            .packedPolicySize())
                    .isBetween(1, 5);
            LabSession.Builder tooMuch = role.session("session");
            Random random = new Random(7);
            for (int i = 0; i < 50; i++) {
                byte[] value = new byte[90];
                random.nextBytes(value);
                tooMuch.tag("key" + i, Base64.getEncoder().encodeToString(value));
            }
            assertThat(assertRefused("PackedPolicyTooLarge", tooMuch::start)).contains("% of allotted space");
        }

        @Test
        void getSessionToken_opensStsButNotIam() {
            AwsCredentialsProvider user = users.create(fresh("user"), ANYTHING);
            AwsCredentialsProvider token = provider(lab.sts()
                    .getSessionToken(request -> request.overrideConfiguration(o -> o.credentialsProvider(user)))
                    .credentials());

            assertRefused("InvalidClientTokenId", 403, () -> listRoles(token));
            assertRefused(
                    "AccessDenied",
                    403,
                    () -> lab.sts()
                            .getSessionToken(
                                    request -> request.overrideConfiguration(o -> o.credentialsProvider(token))));
            assertThat(lab.sts()
                            .getCallerIdentity(
                                    request -> request.overrideConfiguration(o -> o.credentialsProvider(token)))
                            .arn())
                    .contains(":user/user");
        }

        @Test
        void getCallerIdentity_needsNoPermission() {
            LabSession session = role(document("\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\""))
                    .session("session")
                    .start();

            assertThat(lab.sts()
                            .getCallerIdentity(request ->
                                    request.overrideConfiguration(o -> o.credentialsProvider(session.credentials())))
                            .arn())
                    .isEqualTo(session.arn());
        }

        @Test
        void unservedOperation_isNeverSilentlyAllowed() {
            assertRefused("UnmodelledByLab", () -> lab.sts().getFederationToken(request -> request.name("someone")));
        }
    }
}

package dev.partywall.testing.internal.iam;

import static dev.partywall.testing.Policies.ACCOUNT;
import static dev.partywall.testing.Policies.ANYTHING;
import static dev.partywall.testing.Policies.allow;
import static dev.partywall.testing.Policies.document;
import static dev.partywall.testing.Policies.trust;
import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.testing.AwsLab;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.Tag;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class IamServiceTest {

    private static final String TRUST = trust(ACCOUNT, "sts:AssumeRole");

    private AwsLab lab;
    private IamClient iam;
    private int made;

    @BeforeAll
    void start() {
        lab = AwsLab.builder().withoutDynamoDb().start();
        iam = lab.iam();
    }

    @AfterAll
    void stop() {
        lab.close();
    }

    private String role() {
        String name = "role" + ++made;
        iam.createRole(request -> request.roleName(name).assumeRolePolicyDocument(TRUST));
        return name;
    }

    private String user() {
        String name = "user" + ++made;
        iam.createUser(request -> request.userName(name));
        return name;
    }

    private Policy policy() {
        return iam.createPolicy(request -> request.policyName("policy" + ++made).policyDocument(ANYTHING))
                .policy();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static String decoded(String document) {
        return URLDecoder.decode(document, StandardCharsets.UTF_8);
    }

    @Nested
    class Roles {

        @Test
        void createRole_withEverything_comesBackFromGetRole() {
            Policy boundary = policy();
            iam.createRole(request -> request.roleName("whole")
                    .path("/service/")
                    .description("all <of> it & more")
                    .maxSessionDuration(7200)
                    .permissionsBoundary(boundary.arn())
                    .tags(tag("team", "blue"))
                    .assumeRolePolicyDocument(TRUST));

            Role role = iam.getRole(request -> request.roleName("whole")).role();

            assertThat(role.arn()).isEqualTo("arn:aws:iam::" + ACCOUNT + ":role/service/whole");
            assertThat(role.roleId()).matches("AROA[A-Z2-7]{17}");
            assertThat(role.description()).isEqualTo("all <of> it & more");
            assertThat(role.maxSessionDuration()).isEqualTo(7200);
            assertThat(role.permissionsBoundary().permissionsBoundaryArn()).isEqualTo(boundary.arn());
            assertThat(role.tags()).containsExactly(tag("team", "blue"));
            assertThat(role.createDate()).isNotNull();
            assertThat(decoded(role.assumeRolePolicyDocument())).isEqualTo(TRUST);
        }

        @Test
        void createRole_nameTaken_isRefusedWhateverItsCase() {
            String name = role();

            assertRefused(
                    "EntityAlreadyExists",
                    409,
                    () -> iam.createRole(request -> request.roleName(name).assumeRolePolicyDocument(TRUST)));
            assertRefused(
                    "EntityAlreadyExists",
                    409,
                    () -> iam.createRole(request ->
                            request.roleName(name.toUpperCase(Locale.ROOT)).assumeRolePolicyDocument(TRUST)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "with space", "a/b", "ünïcode", "*"})
        void createRole_badName_isRefused(String name) {
            assertRefused(
                    "ValidationError",
                    () -> iam.createRole(request -> request.roleName(name).assumeRolePolicyDocument(TRUST)));
        }

        @Test
        void createRole_malformedTrust_isRefused() {
            assertRefused(
                    "MalformedPolicyDocument",
                    () -> iam.createRole(
                            request -> request.roleName("bad").assumeRolePolicyDocument(allow("s3:*", "*"))));
            assertRefused(
                    "MalformedPolicyDocument",
                    () -> iam.createRole(request -> request.roleName("bad").assumeRolePolicyDocument("{")));
            assertThat(assertRefused(
                            "MalformedPolicyDocument",
                            () -> iam.createRole(request -> request.roleName("bad")
                                    .assumeRolePolicyDocument(
                                            trust("arn:aws:iam::" + ACCOUNT + ":user/nobody", "sts:AssumeRole")))))
                    .startsWith("Invalid principal in policy");
        }

        @Test
        void createRole_trustOverTwoThousandCharacters_isRefused() {
            String[] statements = IntStream.range(0, 30)
                    .mapToObj(i -> "\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"" + ACCOUNT
                            + "\"}, \"Action\": \"sts:AssumeRole\"")
                    .toArray(String[]::new);

            assertRefused(
                    "LimitExceeded",
                    409,
                    () -> iam.createRole(
                            request -> request.roleName("long").assumeRolePolicyDocument(document(statements))));
        }

        @Test
        void getRole_unknown_isNoSuchEntity() {
            assertThat(assertRefused("NoSuchEntity", 404, () -> iam.getRole(request -> request.roleName("nobody"))))
                    .isEqualTo("The role with name nobody cannot be found.");
        }

        @Test
        void deleteRole_withPolicies_isRefusedUntilTheyAreGone() {
            String name = role();
            String arn = policy().arn();
            iam.putRolePolicy(request -> request.roleName(name).policyName("p").policyDocument(ANYTHING));
            iam.attachRolePolicy(request -> request.roleName(name).policyArn(arn));

            assertRefused("DeleteConflict", 409, () -> iam.deleteRole(request -> request.roleName(name)));
            iam.deleteRolePolicy(request -> request.roleName(name).policyName("p"));
            assertRefused("DeleteConflict", 409, () -> iam.deleteRole(request -> request.roleName(name)));
            iam.detachRolePolicy(request -> request.roleName(name).policyArn(arn));
            iam.deleteRole(request -> request.roleName(name));

            assertRefused("NoSuchEntity", 404, () -> iam.getRole(request -> request.roleName(name)));
        }

        @Test
        void updateRole_andTrust_change() {
            String name = role();
            String trust = trust("*", "sts:AssumeRole");

            iam.updateRole(request -> request.roleName(name).maxSessionDuration(43_200));
            iam.updateAssumeRolePolicy(request -> request.roleName(name).policyDocument(trust));

            Role role = iam.getRole(request -> request.roleName(name)).role();
            assertThat(role.maxSessionDuration()).isEqualTo(43_200);
            assertThat(decoded(role.assumeRolePolicyDocument())).isEqualTo(trust);
            assertRefused(
                    "ValidationError",
                    () -> iam.updateRole(request -> request.roleName(name).maxSessionDuration(43_201)));
        }

        @Test
        void listRoles_page_goesOnAfterTheMarker() {
            List<String> names =
                    IntStream.range(0, 5).mapToObj(i -> "listed" + i).toList();
            names.forEach(name -> iam.createRole(
                    request -> request.roleName(name).path("/listed/").assumeRolePolicyDocument(TRUST)));

            List<String> found = new ArrayList<>();
            iam.listRolesPaginator(request -> request.pathPrefix("/listed/").maxItems(2))
                    .forEach(page -> {
                        assertThat(page.roles()).hasSizeLessThanOrEqualTo(2);
                        page.roles().forEach(role -> found.add(role.roleName()));
                    });

            assertThat(found).isEqualTo(names);
            assertRefused("ValidationError", () -> iam.listRoles(request -> request.marker("bogus")));
        }
    }

    @Nested
    class InlinePolicies {

        @Test
        void putRolePolicy_comesBackEncoded() {
            String name = role();
            iam.putRolePolicy(request -> request.roleName(name).policyName("p").policyDocument(ANYTHING));

            assertThat(decoded(
                            iam.getRolePolicy(request -> request.roleName(name).policyName("p"))
                                    .policyDocument()))
                    .isEqualTo(ANYTHING);
            assertThat(iam.listRolePolicies(request -> request.roleName(name)).policyNames())
                    .containsExactly("p");
            assertRefused(
                    "NoSuchEntity",
                    404,
                    () -> iam.getRolePolicy(request -> request.roleName(name).policyName("other")));
        }

        @Test
        void putPolicy_moreThanTheEntityHoldsTogether_isRefused() {
            String role = role();
            String user = user();
            String half = allow("s3:GetObject", "arn:aws:s3:::" + "x".repeat(5000));
            String quarter = allow("s3:GetObject", "arn:aws:s3:::" + "x".repeat(1000));

            iam.putRolePolicy(request -> request.roleName(role).policyName("1").policyDocument(half));
            iam.putRolePolicy(request -> request.roleName(role).policyName("1").policyDocument(half));
            iam.putRolePolicy(
                    request -> request.roleName(role).policyName("2").policyDocument(" ".repeat(5000) + ANYTHING));
            assertRefused(
                    "LimitExceeded",
                    409,
                    () -> iam.putRolePolicy(
                            request -> request.roleName(role).policyName("3").policyDocument(half)));
            iam.putUserPolicy(request -> request.userName(user).policyName("1").policyDocument(quarter));
            assertRefused(
                    "LimitExceeded",
                    409,
                    () -> iam.putUserPolicy(
                            request -> request.userName(user).policyName("2").policyDocument(quarter)));
        }

        @Test
        void putRolePolicy_malformed_isRefused() {
            String name = role();

            assertRefused(
                    "MalformedPolicyDocument",
                    () -> iam.putRolePolicy(
                            request -> request.roleName(name).policyName("p").policyDocument(TRUST)));
        }
    }

    @Nested
    class ManagedPolicies {

        @Test
        void versions_areFiveAtMostAndOneIsInForce() {
            String arn = policy().arn();
            for (int i = 2; i <= 5; i++) {
                iam.createPolicyVersion(request -> request.policyArn(arn).policyDocument(allow("s3:*", "*")));
            }

            assertRefused(
                    "LimitExceeded",
                    409,
                    () -> iam.createPolicyVersion(
                            request -> request.policyArn(arn).policyDocument(ANYTHING)));
            assertThat(iam.getPolicy(request -> request.policyArn(arn)).policy().defaultVersionId())
                    .isEqualTo("v1");
            assertRefused(
                    "DeleteConflict",
                    409,
                    () -> iam.deletePolicyVersion(
                            request -> request.policyArn(arn).versionId("v1")));
            iam.setDefaultPolicyVersion(request -> request.policyArn(arn).versionId("v3"));
            iam.deletePolicyVersion(request -> request.policyArn(arn).versionId("v1"));
            PolicyVersion version = iam.getPolicyVersion(
                            request -> request.policyArn(arn).versionId("v3"))
                    .policyVersion();
            assertThat(version.isDefaultVersion()).isTrue();
            assertThat(decoded(version.document())).isEqualTo(allow("s3:*", "*"));
            assertThat(iam.listPolicyVersions(request -> request.policyArn(arn)).versions())
                    .hasSize(4);
        }

        @Test
        void createPolicy_tooLongOrTaken_isRefused() {
            assertRefused(
                    "LimitExceeded",
                    409,
                    () -> iam.createPolicy(request -> request.policyName("long")
                            .policyDocument(allow("s3:*", "arn:aws:s3:::" + "x".repeat(6144)))));
            String name = policy().policyName();
            assertRefused(
                    "EntityAlreadyExists",
                    409,
                    () -> iam.createPolicy(request -> request.policyName(name).policyDocument(ANYTHING)));
        }

        @Test
        void attach_elevenOrUnknown_isRefusedAndDeleteWaitsForDetach() {
            String role = role();
            List<String> arns = new ArrayList<>();
            for (int i = 0; i < 11; i++) {
                arns.add(policy().arn());
            }
            arns.subList(0, 10)
                    .forEach(arn -> iam.attachRolePolicy(
                            request -> request.roleName(role).policyArn(arn)));

            assertRefused(
                    "LimitExceeded",
                    409,
                    () -> iam.attachRolePolicy(request -> request.roleName(role).policyArn(arns.get(10))));
            assertRefused(
                    "NoSuchEntity",
                    404,
                    () -> iam.attachRolePolicy(
                            request -> request.roleName(role).policyArn("arn:aws:iam::" + ACCOUNT + ":policy/none")));
            assertRefused("DeleteConflict", 409, () -> iam.deletePolicy(request -> request.policyArn(arns.get(0))));
            assertThat(iam.listAttachedRolePolicies(request -> request.roleName(role))
                            .attachedPolicies())
                    .hasSize(10);
            assertRefused(
                    "UnmodelledByLab",
                    () -> iam.attachRolePolicy(
                            request -> request.roleName(role).policyArn("arn:aws:iam::aws:policy/ReadOnlyAccess")));
        }
    }

    @Nested
    class TagsAndBoundaries {

        @Test
        void tags_ofRolesUsersAndPolicies_areKept() {
            String role = role();
            String user = user();
            String arn = policy().arn();

            iam.tagRole(request -> request.roleName(role).tags(tag("a", "1"), tag("b", "2")));
            iam.tagRole(request -> request.roleName(role).tags(tag("A", "3")));
            iam.untagRole(request -> request.roleName(role).tagKeys("B"));
            iam.tagUser(request -> request.userName(user).tags(tag("a", "")));
            iam.tagPolicy(request -> request.policyArn(arn).tags(tag("a", "1")));
            iam.untagPolicy(request -> request.policyArn(arn).tagKeys("a"));

            assertThat(iam.listRoleTags(request -> request.roleName(role)).tags())
                    .containsExactly(tag("A", "3"));
            assertThat(iam.listUserTags(request -> request.userName(user)).tags())
                    .containsExactly(tag("a", ""));
            assertThat(iam.listPolicyTags(request -> request.policyArn(arn)).tags())
                    .isEmpty();
        }

        @Test
        void tags_invalid_areRefused() {
            String role = role();
            List<Tag> fifty =
                    IntStream.range(0, 50).mapToObj(i -> tag("k" + i, "v")).toList();

            assertRefused(
                    "InvalidInput",
                    () -> iam.tagRole(request -> request.roleName(role).tags(tag("a", "1"), tag("A", "2"))));
            assertRefused(
                    "InvalidInput",
                    () -> iam.tagRole(request -> request.roleName(role).tags(tag("aws:a", "1"))));
            assertRefused(
                    "ValidationError",
                    () -> iam.tagRole(request -> request.roleName(role).tags(tag("a", "*"))));
            iam.tagRole(request -> request.roleName(role).tags(fifty));
            assertRefused(
                    "LimitExceeded",
                    409,
                    () -> iam.tagRole(request -> request.roleName(role).tags(tag("one-more", "v"))));
        }

        @Test
        void boundary_isSetAndRemoved() {
            String user = user();
            String arn = policy().arn();
            iam.putUserPermissionsBoundary(request -> request.userName(user).permissionsBoundary(arn));
            assertThat(iam.getUser(request -> request.userName(user))
                            .user()
                            .permissionsBoundary()
                            .permissionsBoundaryArn())
                    .isEqualTo(arn);
            assertRefused("DeleteConflict", 409, () -> iam.deletePolicy(request -> request.policyArn(arn)));

            iam.deleteUserPermissionsBoundary(request -> request.userName(user));

            assertThat(iam.getUser(request -> request.userName(user)).user().permissionsBoundary())
                    .isNull();
        }
    }

    @Nested
    class AccessKeys {

        @Test
        void accessKey_inactiveOrDeleted_opensNothing() {
            String user = user();
            iam.putUserPolicy(request -> request.userName(user).policyName("p").policyDocument(ANYTHING));
            AccessKey key =
                    iam.createAccessKey(request -> request.userName(user)).accessKey();
            AwsCredentialsProvider who = StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
            assertThat(iam.listAccessKeys(request -> request.overrideConfiguration(o -> o.credentialsProvider(who)))
                            .accessKeyMetadata())
                    .extracting(metadata -> metadata.accessKeyId())
                    .containsExactly(key.accessKeyId());

            iam.updateAccessKey(request ->
                    request.userName(user).accessKeyId(key.accessKeyId()).status(StatusType.INACTIVE));
            assertRefused(
                    "InvalidClientTokenId",
                    403,
                    () -> iam.listRoles(request -> request.overrideConfiguration(o -> o.credentialsProvider(who))));
            assertRefused("DeleteConflict", 409, () -> iam.deleteUser(request -> request.userName(user)));
            iam.deleteAccessKey(request -> request.userName(user).accessKeyId(key.accessKeyId()));

            assertRefused(
                    "InvalidClientTokenId",
                    403,
                    () -> iam.listRoles(request -> request.overrideConfiguration(o -> o.credentialsProvider(who))));
        }

        @Test
        void accessKeys_moreThanTwo_areRefused() {
            String user = user();
            iam.createAccessKey(request -> request.userName(user));
            iam.createAccessKey(request -> request.userName(user));

            assertRefused("LimitExceeded", 409, () -> iam.createAccessKey(request -> request.userName(user)));
            assertRefused("ValidationError", () -> iam.createAccessKey());
        }
    }

    @Nested
    class Providers {

        @Test
        void provider_isMadeFoundAndRemoved() {
            String arn = iam.createOpenIDConnectProvider(request ->
                            request.url("https://login.example.com/x").clientIDList("app", "other"))
                    .openIDConnectProviderArn();

            assertThat(arn).isEqualTo("arn:aws:iam::" + ACCOUNT + ":oidc-provider/login.example.com/x");
            assertThat(iam.getOpenIDConnectProvider(request -> request.openIDConnectProviderArn(arn))
                            .clientIDList())
                    .containsExactly("app", "other");
            assertRefused(
                    "EntityAlreadyExists",
                    409,
                    () -> iam.createOpenIDConnectProvider(request -> request.url("https://login.example.com/x")));
            assertThat(iam.listOpenIDConnectProviders().openIDConnectProviderList())
                    .extracting(entry -> entry.arn())
                    .contains(arn);
            iam.deleteOpenIDConnectProvider(request -> request.openIDConnectProviderArn(arn));
            assertRefused(
                    "NoSuchEntity",
                    404,
                    () -> iam.getOpenIDConnectProvider(request -> request.openIDConnectProviderArn(arn)));
        }
    }

    @Test
    void administration_refusedByIam_saysSo() {
        assertThatThrownBy(() -> lab.role("bad name").create())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ValidationError");
        assertThatThrownBy(() -> lab.role("bad").trust("{}").create()).hasMessageContaining("MalformedPolicyDocument");
    }

    @Test
    void unservedOperation_isRefusedByName() {
        assertThat(assertRefused("UnmodelledByLab", () -> iam.createGroup(request -> request.groupName("g"))))
                .contains("iam:CreateGroup");
    }
}

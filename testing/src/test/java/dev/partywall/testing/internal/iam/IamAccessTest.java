package dev.partywall.testing.internal.iam;

import static dev.partywall.testing.Policies.ANYTHING;
import static dev.partywall.testing.Policies.trust;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.Credential;
import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.LabRequest;
import dev.partywall.testing.internal.principals.Credentials;
import dev.partywall.testing.internal.principals.Principals;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The questions that IAM asks about itself: per operation the action, the resource and the keys that have a value, apart from
 * the tags of the resource, which all have.
 */
final class IamAccessTest {

    private static final String IAM = "arn:aws:iam::111122223333:";

    private IamService iam;

    @BeforeEach
    void account() {
        LabAccount account = new LabAccount("us-east-1", "111122223333");
        Principals principals = new Principals(account);
        iam = new IamService(
                principals, new Credentials(Credential.ofRoot(account.accountId()), principals), Clock.systemUTC());
        iam.administer("CreatePolicy", Map.of("PolicyName", "limit", "PolicyDocument", ANYTHING));
        iam.administer(
                "CreateRole",
                Map.of(
                        "RoleName", "app",
                        "Path", "/service/",
                        "AssumeRolePolicyDocument", trust("111122223333", "sts:AssumeRole"),
                        "PermissionsBoundary", IAM + "policy/limit",
                        "Tags.member.1.Key", "team",
                        "Tags.member.1.Value", "blue"));
        iam.administer("CreateUser", Map.of("UserName", "alice"));
    }

    private Access access(String operation, String members) {
        String form = Arrays.stream(members.split(" ", -1))
                .filter(member -> !member.isEmpty())
                .map(member -> member.substring(0, member.indexOf('=') + 1)
                        + URLEncoder.encode(member.substring(member.indexOf('=') + 1), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        byte[] body = ("Action=" + operation + "&Version=2010-05-08&" + form).getBytes(StandardCharsets.UTF_8);
        return iam.prepare(new LabRequest("POST", "/", Map.of(), body))
                .access()
                .apply(Credential.ofRoot("111122223333").identity());
    }

    private static String show(AccessCheck check) {
        TreeMap<String, Object> keys = new TreeMap<>(check.keys().single());
        keys.putAll(check.keys().multiple());
        keys.keySet().removeIf(key -> key.contains("resourcetag/"));
        return check.action() + " on " + check.resource().replace(IAM, "") + " " + keys;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GetRole                    | RoleName=app | iam:GetRole on role/service/app {}
            GetRole                    | RoleName=nobody | iam:GetRole on role/nobody {}
            UpdateRole                 | RoleName=app | iam:UpdateRole on role/service/app {}
            UpdateAssumeRolePolicy     | RoleName=app | iam:UpdateAssumeRolePolicy on role/service/app {}
            DeleteRole                 | RoleName=app | iam:DeleteRole on role/service/app {}
            ListRoles                  | | iam:ListRoles on * {}
            CreateRole                 | RoleName=new Path=/x/ | iam:CreateRole on role/x/new {}
            CreateRole                 | RoleName=new PermissionsBoundary=arn:aws:iam::1:policy/b Tags.member.1.Key=k Tags.member.1.Value=v | iam:CreateRole on role/new {aws:requesttag/k=v, aws:tagkeys=[k], iam:permissionsboundary=arn:aws:iam::1:policy/b}
            TagRole                    | RoleName=app Tags.member.1.Key=k Tags.member.1.Value=v | iam:TagRole on role/service/app {aws:requesttag/k=v, aws:tagkeys=[k]}
            UntagRole                  | RoleName=app TagKeys.member.1=team | iam:UntagRole on role/service/app {aws:tagkeys=[team]}
            PutRolePolicy              | RoleName=app PolicyName=p | iam:PutRolePolicy on role/service/app {iam:permissionsboundary=arn:aws:iam::111122223333:policy/limit}
            DeleteRolePolicy           | RoleName=app PolicyName=p | iam:DeleteRolePolicy on role/service/app {iam:permissionsboundary=arn:aws:iam::111122223333:policy/limit}
            GetRolePolicy              | RoleName=app PolicyName=p | iam:GetRolePolicy on role/service/app {}
            AttachRolePolicy           | RoleName=app PolicyArn=arn:aws:iam::1:policy/p | iam:AttachRolePolicy on role/service/app {iam:permissionsboundary=arn:aws:iam::111122223333:policy/limit, iam:policyarn=arn:aws:iam::1:policy/p}
            DetachRolePolicy           | RoleName=app PolicyArn=arn:aws:iam::1:policy/p | iam:DetachRolePolicy on role/service/app {iam:permissionsboundary=arn:aws:iam::111122223333:policy/limit, iam:policyarn=arn:aws:iam::1:policy/p}
            PutRolePermissionsBoundary | RoleName=app PermissionsBoundary=arn:aws:iam::1:policy/other | iam:PutRolePermissionsBoundary on role/service/app {iam:permissionsboundary=arn:aws:iam::1:policy/other}
            DeleteRolePermissionsBoundary | RoleName=app | iam:DeleteRolePermissionsBoundary on role/service/app {iam:permissionsboundary=arn:aws:iam::111122223333:policy/limit}
            PutUserPolicy              | UserName=alice PolicyName=p | iam:PutUserPolicy on user/alice {}
            CreateAccessKey            | UserName=alice | iam:CreateAccessKey on user/alice {}
            CreatePolicy               | PolicyName=p Path=/x/ | iam:CreatePolicy on policy/x/p {}
            GetPolicy                  | PolicyArn=arn:aws:iam::111122223333:policy/limit | iam:GetPolicy on policy/limit {}
            SetDefaultPolicyVersion    | PolicyArn=arn:aws:iam::111122223333:policy/limit VersionId=v1 | iam:SetDefaultPolicyVersion on policy/limit {}
            CreateOpenIDConnectProvider | Url=https://login.example.com | iam:CreateOpenIDConnectProvider on oidc-provider/login.example.com {}
            """)
    void access_operation_asksAsDocumented(String operation, String members, String expected) {
        Access access = access(operation, members == null ? "" : members);

        assertThat(access).isInstanceOf(Access.Checked.class);
        assertThat(((Access.Checked) access).checks())
                .extracting(IamAccessTest::show)
                .containsExactly(expected);
    }

    @Test
    void access_existingRole_hasItsTagsAsResourceTags() {
        AccessCheck check =
                ((Access.Checked) access("GetRole", "RoleName=app")).checks().get(0);

        assertThat(check.keys().single())
                .containsEntry("aws:resourcetag/team", "blue")
                .containsEntry("iam:resourcetag/team", "blue");
        assertThat(check.keys().isAbsent("aws:resourcetag/other")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CreateGroup", "AddUserToGroup", "CreateLoginProfile", "CreateSAMLProvider", "PassRole"})
    void access_operationNotServed_isNeverAllowed(String operation) {
        Access access = access(operation, "");

        if (operation.equals("PassRole")) {
            assertThat(access).isInstanceOf(Access.Refused.class); // a permission, not an operation
        } else {
            assertThat(access).isInstanceOf(Access.Unmodelled.class);
        }
    }

    @Test
    void access_policyOfAws_isUnmodelled() {
        assertThat(access("AttachRolePolicy", "RoleName=app PolicyArn=arn:aws:iam::aws:policy/ReadOnlyAccess"))
                .isInstanceOf(Access.Unmodelled.class);
    }

    @Test
    void access_malformedRequest_isRefusedInTheWordsOfIam() {
        assertThat(access("GetRole", ""))
                .isInstanceOfSatisfying(
                        Access.Refused.class,
                        refused -> assertThat(refused.answer().errorCode()).contains("ValidationError"));
    }
}

package dev.partywall.policy;

import static dev.partywall.policy.PolicyLab.ACCOUNT;
import static dev.partywall.policy.PolicyLab.ANONYMOUS;
import static dev.partywall.policy.PolicyLab.FEDERATED;
import static dev.partywall.policy.PolicyLab.OTHER_ACCOUNT;
import static dev.partywall.policy.PolicyLab.ROLE_ARN;
import static dev.partywall.policy.PolicyLab.ROOT;
import static dev.partywall.policy.PolicyLab.SERVICE;
import static dev.partywall.policy.PolicyLab.SESSION;
import static dev.partywall.policy.PolicyLab.SESSION_ARN;
import static dev.partywall.policy.PolicyLab.USER;
import static dev.partywall.policy.PolicyLab.USER_ARN;
import static dev.partywall.policy.PolicyLab.all;
import static dev.partywall.policy.PolicyLab.allFor;
import static dev.partywall.policy.PolicyLab.allWhen;
import static dev.partywall.policy.PolicyLab.boundary;
import static dev.partywall.policy.PolicyLab.decide;
import static dev.partywall.policy.PolicyLab.identity;
import static dev.partywall.policy.PolicyLab.policy;
import static dev.partywall.policy.PolicyLab.request;
import static dev.partywall.policy.PolicyLab.resource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.policy.Trace.Element;
import dev.partywall.policy.Trace.Match;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layer by layer: who has to allow, who may deny, and what stays unknown. */
final class PolicyEvaluatorTest {

    private static final String NOTHING = "{'Effect': 'Allow', 'Action': 'iam:GetUser', 'Resource': '*'}";

    private static String aws(String principal) {
        return "{'AWS': '" + principal + "'}";
    }

    private static Caller caller(String name) {
        return switch (name) {
            case "root" -> ROOT;
            case "user" -> USER;
            case "session" -> SESSION;
            case "service" -> SERVICE;
            case "federated" -> FEDERATED;
            case "anonymous" -> ANONYMOUS;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static String principal(String name) {
        return switch (name) {
            case "*" -> "'*'";
            case "aws *" -> aws("*");
            case "account" -> aws(ACCOUNT);
            case "account root" -> aws("arn:aws:iam::" + ACCOUNT + ":root");
            case "other account" -> aws(OTHER_ACCOUNT);
            case "user" -> aws(USER_ARN);
            case "role" -> aws(ROLE_ARN);
            case "session" -> aws(SESSION_ARN);
            case "service" -> "{'Service': 'lambda.amazonaws.com'}";
            case "other service" -> "{'Service': 'ecs.amazonaws.com'}";
            case "federated" -> "{'Federated': 'cognito-identity.amazonaws.com'}";
            case "canonical" -> "{'CanonicalUser': '79a59df900b949e5'}";
            case "deleted" -> aws("AROAABCDEFGHIJKLMNOP");
            default -> throw new IllegalArgumentException(name);
        };
    }

    @Nested
    final class SameAccount {

        @Test
        void decide_noPolicies_deniesAllButTheRootUser() {
            assertThat(decide(PolicySet.NONE, request(USER))).isEqualTo("IMPLICIT IDENTITY");
            assertThat(decide(PolicySet.NONE, request(SESSION))).isEqualTo("IMPLICIT IDENTITY");
            assertThat(decide(PolicySet.NONE, request(ROOT))).isEqualTo("ALLOW");
            assertThat(decide(PolicySet.NONE, request(SERVICE))).isEqualTo("IMPLICIT RESOURCE");
            assertThat(decide(PolicySet.NONE, request(FEDERATED))).isEqualTo("IMPLICIT RESOURCE");
            assertThat(decide(PolicySet.NONE, request(ANONYMOUS))).isEqualTo("IMPLICIT RESOURCE");
        }

        @Test
        void decide_identityAllows_isAllowed() {
            assertThat(decide(identity(NOTHING, all("Allow")), request(USER))).isEqualTo("ALLOW");
            assertThat(decide(identity(NOTHING), request(USER))).isEqualTo("IMPLICIT IDENTITY");
            PolicySet two = PolicySet.NONE.withIdentity(
                    List.of(policy(PolicyType.IDENTITY, NOTHING), policy(PolicyType.IDENTITY, all("Allow"))));
            assertThat(decide(two, request(SESSION))).isEqualTo("ALLOW");
        }

        @Test
        void decide_boundaryOrSessionPolicyDoesNotAllow_isDenied() {
            PolicySet allows = identity(all("Allow"));
            PolicySet bounded = allows.withPermissionsBoundary(boundary(NOTHING));
            assertThat(decide(bounded, request(SESSION))).isEqualTo("IMPLICIT PERMISSIONS_BOUNDARY");
            assertThat(decide(allows.withPermissionsBoundary(boundary(all("Allow"))), request(SESSION)))
                    .isEqualTo("ALLOW");

            PolicySet scoped = allows.withSession(List.of(policy(PolicyType.SESSION, NOTHING)));
            assertThat(decide(scoped, request(SESSION))).isEqualTo("IMPLICIT SESSION");
            PolicySet either = allows.withSession(
                    List.of(policy(PolicyType.SESSION, NOTHING), policy(PolicyType.SESSION, all("Allow"))));
            assertThat(decide(either, request(SESSION))).isEqualTo("ALLOW");
            assertThat(decide(scoped.withPermissionsBoundary(boundary(NOTHING)), request(SESSION)))
                    .isEqualTo("IMPLICIT PERMISSIONS_BOUNDARY");
            assertThat(decide(scoped.withIdentity(List.of()), request(SESSION))).isEqualTo("IMPLICIT IDENTITY");
        }

        /** Nothing but the resource's policy allows; then boundary and session policy do not allow either. */
        @ParameterizedTest
        @CsvSource({
            "user,       *,             ALLOW,              ALLOW",
            "user,       aws *,         ALLOW,              ALLOW",
            "user,       user,          ALLOW,              ALLOW",
            "user,       account,       IMPLICIT IDENTITY,  IMPLICIT IDENTITY",
            "user,       account root,  IMPLICIT IDENTITY,  IMPLICIT IDENTITY",
            "user,       role,          IMPLICIT IDENTITY,  IMPLICIT IDENTITY",
            "user,       deleted,       IMPLICIT IDENTITY,  IMPLICIT IDENTITY",
            "user,       canonical,     UNKNOWN,            UNKNOWN",
            "session,    *,             ALLOW,              ALLOW",
            "session,    aws *,         ALLOW,              ALLOW",
            "session,    session,       ALLOW,              ALLOW",
            "session,    role,          ALLOW,              IMPLICIT PERMISSIONS_BOUNDARY",
            "session,    account,       IMPLICIT IDENTITY,  IMPLICIT IDENTITY",
            "session,    user,          IMPLICIT IDENTITY,  IMPLICIT IDENTITY",
            "session,    service,       IMPLICIT IDENTITY,  IMPLICIT IDENTITY",
            "session,    federated,     IMPLICIT IDENTITY,  IMPLICIT IDENTITY",
            "service,    service,       ALLOW,              ALLOW",
            "service,    *,             ALLOW,              ALLOW",
            "service,    other service, IMPLICIT RESOURCE,  IMPLICIT RESOURCE",
            "service,    account,       IMPLICIT RESOURCE,  IMPLICIT RESOURCE",
            "service,    canonical,     IMPLICIT RESOURCE,  IMPLICIT RESOURCE",
            "federated,  federated,     ALLOW,              ALLOW",
            "federated,  service,       IMPLICIT RESOURCE,  IMPLICIT RESOURCE",
            "anonymous,  *,             ALLOW,              ALLOW",
            "anonymous,  aws *,         ALLOW,              ALLOW",
            "anonymous,  account,       IMPLICIT RESOURCE,  IMPLICIT RESOURCE",
            "anonymous,  user,          IMPLICIT RESOURCE,  IMPLICIT RESOURCE",
        })
        void decide_resourceAllows_followsHowItNamesTheCaller(
                String caller, String principal, String outcome, String bounded) {
            PolicySet policies = resource(false, allFor("Allow", principal(principal)));
            assertThat(decide(policies, request(caller(caller)))).isEqualTo(outcome);

            PolicySet limited = policies.withPermissionsBoundary(boundary(NOTHING))
                    .withSession(List.of(policy(PolicyType.SESSION, NOTHING)));
            assertThat(decide(limited, request(caller(caller)))).isEqualTo(bounded);
        }

        @Test
        void decide_resourceNamesTheRole_isLimitedBySessionPolicy() {
            PolicySet policies = resource(false, allFor("Allow", principal("role")))
                    .withSession(List.of(policy(PolicyType.SESSION, NOTHING)));
            assertThat(decide(policies, request(SESSION))).isEqualTo("IMPLICIT SESSION");
        }

        @Test
        void decide_severalPrincipals_takesTheMostDirect() {
            PolicySet policies = resource(
                            false,
                            allFor("Allow", "{'AWS': ['" + ROLE_ARN + "', '" + SESSION_ARN + "', '" + ACCOUNT + "']}"))
                    .withPermissionsBoundary(boundary(NOTHING));
            assertThat(decide(policies, request(SESSION))).isEqualTo("ALLOW");
        }

        @Test
        void decide_rootUser_isBoundByResourceDenyOnly() {
            assertThat(decide(resource(false, allFor("Deny", principal("account"))), request(ROOT)))
                    .isEqualTo("DENY RESOURCE");
            assertThat(decide(
                            PolicySet.NONE
                                    .withPermissionsBoundary(boundary(NOTHING))
                                    .withSession(List.of(policy(PolicyType.SESSION, NOTHING))),
                            request(ROOT)))
                    .isEqualTo("ALLOW");
        }
    }

    @Nested
    final class ResourceMustAllow {

        @ParameterizedTest
        @CsvSource({
            "user,    account,       ALLOW,              IMPLICIT IDENTITY",
            "user,    account root,  ALLOW,              IMPLICIT IDENTITY",
            "user,    user,          ALLOW,              ALLOW",
            "user,    *,             ALLOW,              ALLOW",
            "user,    other account, IMPLICIT RESOURCE,  IMPLICIT RESOURCE",
            "user,    role,          IMPLICIT RESOURCE,  IMPLICIT RESOURCE",
            "session, account,       ALLOW,              IMPLICIT IDENTITY",
            "session, role,          ALLOW,              ALLOW",
            "session, session,       ALLOW,              ALLOW",
            "root,    account,       ALLOW,              ALLOW",
            "root,    *,             ALLOW,              ALLOW",
            "root,    user,          IMPLICIT RESOURCE,  IMPLICIT RESOURCE",
            "federated, federated,   ALLOW,              ALLOW",
        })
        void decide_withAndWithoutIdentity_followsHowItNamesTheCaller(
                String caller, String principal, String withIdentity, String without) {
            PolicySet policies = resource(true, allFor("Allow", principal(principal)));
            assertThat(decide(policies, request(caller(caller)))).isEqualTo(without);
            PolicySet both = policies.withIdentity(identity(all("Allow")).identity());
            assertThat(decide(both, request(caller(caller)))).isEqualTo(withIdentity);
        }

        @Test
        void decide_noKeyPolicy_deniesEvenRoot() {
            assertThat(decide(PolicySet.NONE.withResource(List.of(), true), request(ROOT)))
                    .isEqualTo("IMPLICIT RESOURCE");
        }

        @Test
        void decide_keyPolicyNamesTheRole_isLimitedByBoundaryAndSession() {
            PolicySet policies = resource(true, allFor("Allow", principal("role")));
            assertThat(decide(policies.withPermissionsBoundary(boundary(NOTHING)), request(SESSION)))
                    .isEqualTo("IMPLICIT PERMISSIONS_BOUNDARY");
            assertThat(decide(policies.withSession(List.of(policy(PolicyType.SESSION, NOTHING))), request(SESSION)))
                    .isEqualTo("IMPLICIT SESSION");
        }

        @Test
        void decide_keyPolicyLeavesItToTheAccount_isLimitedByBoundary() {
            PolicySet policies = resource(true, allFor("Allow", principal("account")))
                    .withIdentity(identity(all("Allow")).identity())
                    .withPermissionsBoundary(boundary(NOTHING));
            assertThat(decide(policies, request(SESSION))).isEqualTo("IMPLICIT PERMISSIONS_BOUNDARY");
        }
    }

    @Nested
    final class CrossAccount {

        @ParameterizedTest
        @CsvSource({
            "user,    user,          ALLOW,             IMPLICIT IDENTITY",
            "user,    account,       ALLOW,             IMPLICIT IDENTITY",
            "user,    *,             ALLOW,             IMPLICIT IDENTITY",
            "user,    other account, IMPLICIT RESOURCE, IMPLICIT RESOURCE",
            "session, session,       ALLOW,             IMPLICIT IDENTITY",
            "session, role,          ALLOW,             IMPLICIT IDENTITY",
            "root,    account,       ALLOW,             ALLOW",
            "root,    other account, IMPLICIT RESOURCE, IMPLICIT RESOURCE",
        })
        void decide_bothSides_mustAllow(String caller, String principal, String withIdentity, String without) {
            for (boolean mustAllow : new boolean[] {true, false}) {
                PolicySet policies = resource(mustAllow, allFor("Allow", principal(principal)));
                assertThat(decide(policies, request(caller(caller), OTHER_ACCOUNT)))
                        .isEqualTo(without);
                PolicySet both = policies.withIdentity(identity(all("Allow")).identity());
                assertThat(decide(both, request(caller(caller), OTHER_ACCOUNT))).isEqualTo(withIdentity);
            }
        }

        @Test
        void decide_identityAlone_isDenied() {
            assertThat(decide(identity(all("Allow")), request(USER, OTHER_ACCOUNT)))
                    .isEqualTo("IMPLICIT RESOURCE");
            assertThat(decide(PolicySet.NONE, request(ROOT, OTHER_ACCOUNT))).isEqualTo("IMPLICIT RESOURCE");
        }

        @Test
        void decide_directGrant_isStillLimitedByBoundaryAndSession() {
            PolicySet policies = resource(false, allFor("Allow", principal("session")))
                    .withIdentity(identity(all("Allow")).identity());
            assertThat(decide(policies.withPermissionsBoundary(boundary(NOTHING)), request(SESSION, OTHER_ACCOUNT)))
                    .isEqualTo("IMPLICIT PERMISSIONS_BOUNDARY");
            assertThat(decide(
                            policies.withSession(List.of(policy(PolicyType.SESSION, NOTHING))),
                            request(SESSION, OTHER_ACCOUNT)))
                    .isEqualTo("IMPLICIT SESSION");
        }
    }

    @Nested
    final class Organizations {

        private static final String SCP = "{'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*'}";

        private static List<AttachedPolicy> scp(String... statements) {
            return List.of(policy(PolicyType.SERVICE_CONTROL, statements));
        }

        private static List<List<AttachedPolicy>> rcp(String effect, String action) {
            return List.of(List.of(policy(
                    PolicyType.RESOURCE_CONTROL,
                    "{'Effect': '" + effect + "', 'Principal': '*', 'Action': '" + action + "', 'Resource': '*'}")));
        }

        @Test
        void decide_everyLevelOfServiceControl_mustAllow() {
            PolicySet allows = identity(all("Allow"));
            assertThat(decide(allows.withServiceControl(List.of(scp(SCP), scp(all("Allow")))), request(USER)))
                    .isEqualTo("ALLOW");
            assertThat(decide(allows.withServiceControl(List.of(scp(SCP), scp(NOTHING))), request(USER)))
                    .isEqualTo("IMPLICIT SERVICE_CONTROL");
            assertThat(decide(allows.withServiceControl(List.of(scp(NOTHING), scp(SCP))), request(USER)))
                    .isEqualTo("IMPLICIT SERVICE_CONTROL");
            assertThat(decide(allows.withServiceControl(List.of(List.of())), request(USER)))
                    .isEqualTo("IMPLICIT SERVICE_CONTROL");
            assertThat(decide(allows.withServiceControl(List.of(scp(NOTHING, SCP))), request(USER)))
                    .isEqualTo("ALLOW");
        }

        @Test
        void decide_serviceControl_bindsTheAccountsPrincipalsOnly() {
            PolicySet denies =
                    resource(false, allFor("Allow", "'*'")).withServiceControl(List.of(scp(all("Deny"), all("Allow"))));
            PolicySet silent = resource(false, allFor("Allow", "'*'")).withServiceControl(List.of(scp(NOTHING)));
            for (Caller bound : List.of(ROOT, USER, SESSION)) {
                assertThat(decide(denies, request(bound))).isEqualTo("DENY SERVICE_CONTROL");
                assertThat(decide(silent, request(bound))).isEqualTo("IMPLICIT SERVICE_CONTROL");
            }
            for (Caller free : List.of(SERVICE, FEDERATED, ANONYMOUS)) {
                assertThat(decide(denies, request(free))).isEqualTo("ALLOW");
                assertThat(decide(silent, request(free))).isEqualTo("ALLOW");
                assertThat(PolicyEvaluator.decide(denies, request(free)).trace().statements())
                        .extracting(Trace.StatementTrace::layer)
                        .containsOnly(PolicyLayer.RESOURCE);
            }
        }

        @Test
        void decide_resourceControl_bindsEverybody() {
            PolicySet open = resource(false, allFor("Allow", "'*'"));
            for (Caller caller : List.of(ROOT, USER, SESSION, SERVICE, FEDERATED, ANONYMOUS)) {
                assertThat(decide(open.withResourceControl(rcp("Deny", "s3:*")), request(caller)))
                        .isEqualTo("DENY RESOURCE_CONTROL");
                assertThat(decide(open.withResourceControl(rcp("Allow", "*")), request(caller)))
                        .isEqualTo("ALLOW");
                assertThat(decide(open.withResourceControl(rcp("Allow", "sqs:*")), request(caller)))
                        .isEqualTo("IMPLICIT RESOURCE_CONTROL");
            }
        }
    }

    @Nested
    final class Denials {

        private static final String WHEN_UNMODELLED = "{'StringEquals': {'aws:Unknown': 'x'}}";

        private static final RequestContext UNMODELLED =
                RequestContext.builder().absent(key -> false).build();

        @Test
        void decide_explicitDenyInAnyLayer_wins() {
            PolicySet open = resource(false, allFor("Allow", "'*'"))
                    .withIdentity(identity(all("Allow")).identity());
            PolicySet[] denied = {
                open.withIdentity(identity(all("Allow"), all("Deny")).identity()),
                open.withPermissionsBoundary(boundary(all("Allow"), all("Deny"))),
                open.withSession(List.of(policy(PolicyType.SESSION, all("Deny"), all("Allow")))),
            };
            assertThat(decide(denied[0], request(SESSION))).isEqualTo("DENY IDENTITY");
            assertThat(decide(denied[1], request(SESSION))).isEqualTo("DENY PERMISSIONS_BOUNDARY");
            assertThat(decide(denied[2], request(SESSION))).isEqualTo("DENY SESSION");
        }

        @Test
        void decide_severalDenials_namesTheFirstLayerAndStatement() {
            String first = "{'Sid': 'First', 'Effect': 'Deny', 'Action': 's3:Get*', 'Resource': '*'}";
            String second = "{'Sid': 'Second', 'Effect': 'Deny', 'Action': '*', 'Resource': '*'}";
            PolicySet policies =
                    identity(NOTHING, first, second).withSession(List.of(policy(PolicyType.SESSION, second)));

            Decision decision = PolicyEvaluator.decide(policies, request(USER));

            assertThat(decision).isInstanceOfSatisfying(Decision.ExplicitlyDenied.class, denied -> {
                assertThat(denied.layer()).isEqualTo(PolicyLayer.IDENTITY);
                assertThat(denied.statement().name()).isEqualTo("First");
            });
            assertThat(decision).hasToString("explicitly denied by First, identity-based policy");
        }

        /** Where the unknown statement stands, what it does, and what the other statement does. */
        @ParameterizedTest
        @CsvSource({
            "Allow, Allow, ALLOW",
            "Allow, Deny,  DENY IDENTITY",
            "Allow, none,  UNKNOWN",
            "Deny,  Allow, UNKNOWN",
            "Deny,  Deny,  DENY IDENTITY",
            "Deny,  none,  IMPLICIT IDENTITY",
        })
        void decide_unknownStatement_countsOnlyIfTheOutcomeHangsOnIt(String unknown, String other, String outcome) {
            String certain = other.equals("none") ? NOTHING : all(other);
            assertThat(decide(identity(allWhen(unknown, WHEN_UNMODELLED), certain), request(USER, UNMODELLED)))
                    .isEqualTo(outcome);
            assertThat(decide(identity(certain, allWhen(unknown, WHEN_UNMODELLED)), request(USER, UNMODELLED)))
                    .isEqualTo(outcome);
        }

        @Test
        void decide_unknownInALimit_doesNotHelp() {
            PolicySet policies = identity(all("Allow"));
            assertThat(decide(
                            policies.withPermissionsBoundary(boundary(allWhen("Allow", WHEN_UNMODELLED))),
                            request(USER, UNMODELLED)))
                    .isEqualTo("UNKNOWN");
            assertThat(decide(
                            identity(NOTHING).withPermissionsBoundary(boundary(allWhen("Allow", WHEN_UNMODELLED))),
                            request(USER, UNMODELLED)))
                    .isEqualTo("IMPLICIT IDENTITY");
            assertThat(decide(
                            identity(allWhen("Allow", WHEN_UNMODELLED))
                                    .withSession(List.of(policy(PolicyType.SESSION, NOTHING))),
                            request(USER, UNMODELLED)))
                    .isEqualTo("IMPLICIT SESSION");
        }

        @Test
        void decide_unmodelled_saysWhatIsMissingAndWhere() {
            String statement = "{'Sid': 'Mine', 'Effect': 'Allow', 'Action': '*',"
                    + " 'Resource': 'arn:aws:s3:::bucket/${aws:PrincipalTag/Tenant}/*',"
                    + " 'Condition': {'StringEquals': {'aws:Foo': 'x'}, 'Bool': {'aws:bar': true}}}";
            RequestContext context = RequestContext.builder()
                    .with("aws:Bar", "true")
                    .absent(key -> false)
                    .build();

            Decision decision = PolicyEvaluator.decide(identity(statement), request(USER, context));

            assertThat(decision.isAllowed()).isFalse();
            assertThat(decision)
                    .isInstanceOfSatisfying(
                            Decision.Unmodelled.class,
                            unmodelled -> assertThat(unmodelled.missing())
                                    .containsExactly(
                                            "IDENTITY, Mine: in its Resource the variable ${aws:PrincipalTag/Tenant} is not modelled",
                                            "IDENTITY, Mine: StringEquals on aws:Foo: the key aws:Foo is not modelled"));
            assertThat(decision.toString()).startsWith("unmodelled: [IDENTITY, Mine");
        }

        @Test
        void decide_canonicalUser_saysSo() {
            Decision decision =
                    PolicyEvaluator.decide(resource(false, allFor("Allow", principal("canonical"))), request(USER));
            assertThat(((Decision.Unmodelled) decision).missing())
                    .containsExactly("RESOURCE, Statement[0]: whether its Principal is the caller is not modelled");
        }
    }

    @Nested
    final class NotPrincipals {

        private static String deny(String principals) {
            return decide(
                    resource(
                            false,
                            allFor("Allow", "'*'"),
                            "{'Effect': 'Deny', 'NotPrincipal': " + principals + ", 'Action': '*', 'Resource': '*'}"),
                    request(SESSION));
        }

        private static String listing(String... principals) {
            return deny("{'AWS': ['" + String.join("', '", principals) + "']}");
        }

        @Test
        void decide_roleSession_isLeftOutOnlyByAllItsNames() {
            assertThat(listing(SESSION_ARN, ROLE_ARN, ACCOUNT)).isEqualTo("ALLOW");
            assertThat(listing("arn:aws:iam::" + ACCOUNT + ":root", SESSION_ARN, ROLE_ARN))
                    .isEqualTo("ALLOW");
            assertThat(listing(SESSION_ARN, ROLE_ARN)).isEqualTo("DENY RESOURCE");
            assertThat(listing(SESSION_ARN, ACCOUNT)).isEqualTo("DENY RESOURCE");
            assertThat(listing(ROLE_ARN, ACCOUNT)).isEqualTo("DENY RESOURCE");
            assertThat(listing(SESSION_ARN)).isEqualTo("DENY RESOURCE");
            assertThat(listing(OTHER_ACCOUNT)).isEqualTo("DENY RESOURCE");
            assertThat(deny("'*'")).isEqualTo("ALLOW");
            assertThat(listing("*")).isEqualTo("ALLOW");
        }

        @ParameterizedTest
        @CsvSource({
            "root,      account,   ALLOW",
            "root,      user,      DENY RESOURCE",
            "service,   service,   ALLOW",
            "service,   account,   DENY RESOURCE",
            "federated, federated, ALLOW",
            "anonymous, *,         ALLOW",
            "anonymous, account,   DENY RESOURCE",
            "user,      user,      DENY RESOURCE",
            "user,      account,   DENY RESOURCE",
        })
        void decide_oneName_leavesOutWhoHasNoOther(String caller, String principal, String outcome) {
            PolicySet policies = resource(
                    false,
                    allFor("Allow", "'*'"),
                    "{'Effect': 'Deny', 'NotPrincipal': " + principal(principal) + ", 'Action': '*', 'Resource': '*'}");
            assertThat(decide(policies, request(caller(caller)))).isEqualTo(outcome);
        }

        @Test
        void decide_callerWithBoundary_isNeverLeftOut() {
            String deny = "{'Effect': 'Deny', 'NotPrincipal': {'AWS': ['" + USER_ARN + "', '" + ACCOUNT
                    + "']}, 'Action': '*', 'Resource': '*'}";
            PolicySet policies = resource(false, allFor("Allow", "'*'"), deny);
            assertThat(decide(policies, request(USER))).isEqualTo("ALLOW");
            assertThat(decide(policies.withPermissionsBoundary(boundary(all("Allow"))), request(USER)))
                    .isEqualTo("DENY RESOURCE");
        }
    }

    @Nested
    final class Elements {

        private static String allows(String element) {
            return decide(identity("{'Effect': 'Allow', " + element + "}"), request(USER));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "'Action': 's3:GetObject'                      | ALLOW",
                    "'Action': 'S3:getobject'                      | ALLOW",
                    "'Action': 's3:Get*'                           | ALLOW",
                    "'Action': 's3:*Object'                        | ALLOW",
                    "'Action': 's3:Get?bject'                      | ALLOW",
                    "'Action': ['iam:*', 's3:*']                   | ALLOW",
                    "'Action': 's3:Get'                            | IMPLICIT IDENTITY",
                    "'Action': 's3:GetObject?'                     | IMPLICIT IDENTITY",
                    "'Action': 's3express:*'                       | IMPLICIT IDENTITY",
                    "'NotAction': 's3:GetObject'                   | IMPLICIT IDENTITY",
                    "'NotAction': ['iam:*', 's3:get*']             | IMPLICIT IDENTITY",
                    "'NotAction': ['iam:*', 's3:Put*']             | ALLOW",
                })
        void decide_action_matchesWithoutRegardToCase(String action, String outcome) {
            assertThat(allows(action + ", 'Resource': '*'")).isEqualTo(outcome);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "'Resource': 'arn:aws:s3:::bucket/acme/1.json'  | ALLOW",
                    "'Resource': 'arn:aws:s3:::bucket/*'            | ALLOW",
                    "'Resource': 'arn:aws:s3:::*/1.json'            | ALLOW",
                    "'Resource': 'arn:aws:s3:*'                     | ALLOW",
                    "'Resource': 'arn:aws:s3:::bucket/ac?e/?.json'  | ALLOW",
                    "'Resource': 'arn:aws:s3:::Bucket/*'            | IMPLICIT IDENTITY",
                    "'Resource': 'arn:aws:s3:::bucket'              | IMPLICIT IDENTITY",
                    "'Resource': 'arn:aws:s3:::bucket/acme'         | IMPLICIT IDENTITY",
                    "'NotResource': 'arn:aws:s3:::bucket/*'         | IMPLICIT IDENTITY",
                    "'NotResource': 'arn:aws:s3:::other/*'          | ALLOW",
                })
        void decide_resource_matchesWithRegardToCase(String resource, String outcome) {
            assertThat(allows("'Action': '*', " + resource)).isEqualTo(outcome);
        }

        @Test
        void decide_actionWithoutResource_matchesTheStarOnly() {
            var request = new AuthorizationRequest(
                    USER,
                    "s3:ListAllMyBuckets",
                    "*",
                    ACCOUNT,
                    RequestContext.builder().build());
            assertThat(decide(identity(all("Allow")), request)).isEqualTo("ALLOW");
            assertThat(decide(identity("{'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:aws:s3:::b'}"), request))
                    .isEqualTo("IMPLICIT IDENTITY");
        }

        @Test
        void decide_statementThatLacksItsPrincipal_isUnknown() {
            Statement identity = PolicyLab.document(PolicyType.IDENTITY, all("Allow"))
                    .statements()
                    .get(0);
            PolicyDocument madeByHand =
                    new PolicyDocument(PolicyType.RESOURCE, Optional.empty(), Optional.empty(), List.of(identity));
            PolicySet policies = PolicySet.NONE.withResource(List.of(new AttachedPolicy("p", madeByHand)), false);
            assertThat(decide(policies, request(USER))).isEqualTo("UNKNOWN");
        }

        @Test
        void decide_resourcePolicyWithoutResource_standsForItsResource() {
            assertThat(decide(
                            resource(false, "{'Effect': 'Allow', 'Principal': '*', 'Action': '*'}"),
                            request(ANONYMOUS)))
                    .isEqualTo("ALLOW");
        }
    }

    @Nested
    final class Traces {

        @Test
        void trace_ofADecision_tellsWhatEachStatementDid() {
            String conditional = allWhen("Allow", "{'StringEquals': {'aws:a': 'x'}, 'Null': {'aws:b': 'true'}}");
            PolicySet policies = resource(false, allFor("Allow", principal("user")))
                    .withIdentity(identity(NOTHING, conditional, all("Allow")).identity())
                    .withPermissionsBoundary(boundary(all("Allow")));
            RequestContext context = RequestContext.builder().with("aws:a", "y").build();

            Decision decision = PolicyEvaluator.decide(policies, request(SESSION, context));

            assertThat(decision).isInstanceOf(Decision.Allowed.class).hasToString("allowed");
            List<Trace.StatementTrace> traces = decision.trace().statements();
            assertThat(traces)
                    .extracting(trace -> trace.layer() + " " + trace.statement().index() + " " + trace.match() + " "
                            + trace.decidedBy().map(Element::name).orElse("-"))
                    .containsExactly(
                            "RESOURCE 0 NO PRINCIPAL",
                            "IDENTITY 0 NO ACTION",
                            "IDENTITY 1 NO CONDITION",
                            "IDENTITY 2 YES -",
                            "PERMISSIONS_BOUNDARY 0 YES -");
            assertThat(traces.get(1).conditions()).isEmpty();
            assertThat(traces.get(2).policy()).isEqualTo("IDENTITY");
            assertThat(traces.get(2).conditions())
                    .extracting(condition -> condition.match() + " " + condition.why())
                    .containsExactly(
                            "NO StringEquals on aws:a does not hold for \"y\" against [x]",
                            "YES Null on aws:b holds for a missing key against [true]");
            assertThat(traces.get(2).conditions().get(0).actual()).isEqualTo(new ContextValue.Single("y"));
        }

        @Test
        void trace_ofAnUnknownMatch_namesTheFirstElementItHangsOn() {
            String statement = "{'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:aws:s3:::${aws:x}/*',"
                    + " 'Condition': {'Bool': {'aws:y': true}}}";
            RequestContext context = RequestContext.builder()
                    .with("aws:y", "true")
                    .absent(key -> false)
                    .build();

            Trace.StatementTrace trace = PolicyEvaluator.decide(identity(statement), request(USER, context))
                    .trace()
                    .statements()
                    .get(0);

            assertThat(trace.match()).isEqualTo(Match.UNKNOWN);
            assertThat(trace.decidedBy()).isEqualTo(Optional.of(Element.RESOURCE));
            assertThat(trace.conditions()).hasSize(1);
        }

        @Test
        void trace_ofPoliciesOfAnOrganization_tellsOfBothKinds() {
            PolicySet policies = identity(all("Allow"))
                    .withServiceControl(List.of(List.of(policy(PolicyType.SERVICE_CONTROL, all("Allow")))))
                    .withResourceControl(List.of(List.of(policy(PolicyType.RESOURCE_CONTROL, allFor("Allow", "'*'")))));

            assertThat(PolicyEvaluator.decide(policies, request(USER)).trace().statements())
                    .extracting(Trace.StatementTrace::layer)
                    .containsExactly(PolicyLayer.SERVICE_CONTROL, PolicyLayer.RESOURCE_CONTROL, PolicyLayer.IDENTITY);
        }

        @Test
        void missing_ofAnUnknownResource_namesOnlyWhatItHangsOn() {
            PolicySet policies = identity(
                    "{'Effect': 'Allow', 'Action': '*', 'Resource': ['arn:aws:s3:::b*t/${aws:x}', 'arn:a*s:s3:::${aws:y}/*']}");
            RequestContext context = RequestContext.builder()
                    .with("aws:y", "other")
                    .absent(key -> false)
                    .build();
            var request = new AuthorizationRequest(USER, "s3:GetObject", "arn:aws:s3:::bucket/a", ACCOUNT, context);

            assertThat(missing(policies, request))
                    .containsExactly("IDENTITY, Statement[0]: in its Resource the variable ${aws:x} is not modelled");
        }

        @Test
        void missing_ofAWildcardThatStaysWithinItsPart_isNotTheWildcard() {
            PolicySet policies =
                    identity("{'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:a*s:s3:::bucket/${aws:x}'}");

            assertThat(missing(
                            policies,
                            request(
                                    USER,
                                    RequestContext.builder()
                                            .absent(key -> false)
                                            .build())))
                    .containsExactly("IDENTITY, Statement[0]: in its Resource the variable ${aws:x} is not modelled");
        }

        @Test
        void missing_ofAnUnknownCondition_namesOnlyTheValueItHangsOn() {
            PolicySet policies = identity(allWhen("Allow", "{'StringEquals': {'aws:a': ['${aws:x}', 'b${aws:y}']}}"));
            RequestContext context = RequestContext.builder()
                    .with("aws:a", "a")
                    .absent(key -> false)
                    .build();

            assertThat(missing(policies, request(USER, context)))
                    .containsExactly(
                            "IDENTITY, Statement[0]: StringEquals on aws:a: the variable ${aws:x} is not modelled");
        }

        private static List<String> missing(PolicySet policies, AuthorizationRequest request) {
            return ((Decision.Unmodelled) PolicyEvaluator.decide(policies, request)).missing();
        }

        @Test
        void toString_ofAnImplicitDenial_namesTheLayer() {
            Decision decision = PolicyEvaluator.decide(PolicySet.NONE, request(USER));
            assertThat(decision).hasToString("implicitly denied: no identity-based policy allows it");
        }
    }
}

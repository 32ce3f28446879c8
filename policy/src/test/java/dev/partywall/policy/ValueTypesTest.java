package dev.partywall.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The module's values: what they copy, and when two are one. */
final class ValueTypesTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                ActionElement.class,
                AttachedPolicy.class,
                AuthorizationRequest.class,
                Caller.AccountRoot.class,
                Caller.IamUser.class,
                Caller.RoleSession.class,
                Caller.WebIdentity.class,
                Caller.Service.class,
                Condition.class,
                ConditionOperator.class,
                ConditionValue.class,
                ContextValue.Single.class,
                ContextValue.Multiple.class,
                PolicyDocument.class,
                PolicyWarning.class,
                PrincipalElement.class,
                PrincipalElement.Named.class,
                ResourceElement.class,
                SourceRange.class,
                Statement.class,
                Trace.class,
                Trace.StatementTrace.class,
                Trace.ConditionTrace.class
            })
    void equals_ofEveryValue_keepsItsContract(Class<?> value) {
        EqualsVerifier.forClass(value).suppress(Warning.NULL_FIELDS).verify();
    }

    @Test
    void equals_ofPolicySets_isByTheirPolicies() {
        PolicySet one = PolicyLab.identity(PolicyLab.all("Allow"));
        PolicySet same = PolicyLab.identity(PolicyLab.all("Allow"));
        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(PolicySet.NONE);
    }

    @Test
    void statements_ofADocument_cannotBeChanged() {
        List<Statement> given = new ArrayList<>(
                PolicyLab.document(PolicyType.IDENTITY, PolicyLab.all("Allow")).statements());
        PolicyDocument document = new PolicyDocument(PolicyType.IDENTITY, Optional.empty(), Optional.empty(), given);
        given.clear();

        assertThat(document.statements()).hasSize(1);
        assertThatThrownBy(() -> document.statements().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void statements_movedToAnotherVersion_areReadByItsLanguage() {
        PolicyDocument current = PolicyLab.document(
                PolicyType.IDENTITY, PolicyLab.allWhen("Allow", "{'StringEquals': {'aws:a': '${aws:a}'}}"));
        PolicyDocument old =
                new PolicyDocument(PolicyType.IDENTITY, Optional.empty(), Optional.empty(), current.statements());
        AuthorizationRequest request = PolicyLab.request(
                PolicyLab.USER, RequestContext.builder().with("aws:a", "x").build());

        assertThat(decide(current, request)).isEqualTo("ALLOW");
        assertThat(decide(old, request)).isEqualTo("IMPLICIT IDENTITY");
    }

    private static String decide(PolicyDocument document, AuthorizationRequest request) {
        return PolicyLab.decide(PolicySet.NONE.withIdentity(List.of(new AttachedPolicy("p", document))), request);
    }

    @Test
    void find_inAContext_foldsTheCaseOfKeys() {
        RequestContext context = RequestContext.builder()
                .with("aws:PrincipalTag/TenantId", "acme")
                .withAll("Aws:TagKeys", List.of("a"))
                .absent(key -> key.equals("aws:known"))
                .build();

        assertThat(context.find("AWS:principaltag/TENANTID")).isEqualTo(new ContextValue.Single("acme"));
        assertThat(context.find("aws:tagkeys")).isEqualTo(new ContextValue.Multiple(List.of("a")));
        assertThat(context.find("AWS:Known")).isEqualTo(new ContextValue.Absent());
        assertThat(context.find("aws:other")).isEqualTo(new ContextValue.Unmodelled());
        assertThat(RequestContext.builder().build().find("aws:other")).isEqualTo(new ContextValue.Absent());
        assertThat(context.values())
                .isEqualTo(Map.of(
                        "aws:principaltag/tenantid",
                        new ContextValue.Single("acme"),
                        "aws:tagkeys",
                        new ContextValue.Multiple(List.of("a"))));
    }

    @Test
    void with_ofAPolicySet_changesOnePart() {
        List<AttachedPolicy> policies = List.of(PolicyLab.policy(PolicyType.SESSION, PolicyLab.all("Allow")));
        PolicySet none = PolicySet.NONE;
        PolicySet all = none.withServiceControl(List.of(policies))
                .withResourceControl(List.of(policies, policies))
                .withResource(policies, true)
                .withIdentity(policies)
                .withPermissionsBoundary(Optional.of(policies.get(0)))
                .withSession(policies);

        assertThat(all)
                .isEqualTo(new PolicySet(
                        List.of(policies),
                        List.of(policies, policies),
                        policies,
                        true,
                        policies,
                        Optional.of(policies.get(0)),
                        policies));
        assertThat(all.withServiceControl(List.of())
                        .withResourceControl(List.of())
                        .withResource(List.of(), false)
                        .withIdentity(List.of())
                        .withPermissionsBoundary(Optional.empty())
                        .withSession(List.of()))
                .isEqualTo(none);
    }

    @Test
    void text_ofLayersAndVersions_isAsAwsWritesIt() {
        assertThat(PolicyLayer.values())
                .extracting(PolicyLayer::text)
                .containsExactly(
                        "service control policy",
                        "resource control policy",
                        "resource-based policy",
                        "identity-based policy",
                        "permissions boundary",
                        "session policy");
        assertThat(PolicyVersion.values()).extracting(PolicyVersion::text).containsExactly("2008-10-17", "2012-10-17");
    }
}

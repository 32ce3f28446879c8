package dev.partywall.abac.policies;

import static dev.partywall.testing.IsolationAssertions.assertDenied;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.abac.TenantPolicies;
import dev.partywall.abac.TenantTrust;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import dev.partywall.testing.LabRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Tag;

/** The trust policy in a lab that asks it for AssumeRole, TagSession and SetSourceIdentity. */
@AwsLabTest(dynamoDb = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TrustPolicyLabTest {

    private static final String ASSUMES = """
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
              "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"], "Resource": "*"}}""";

    /**
     * Without these STS refuses all the same: TagSession wants the tag that AssumeRole wants too, a session with tags has
     * tag keys, and SetSourceIdentity is asked only if there is a source identity.
     */
    private static final List<String> TWICE = List.of(
            "TagWithTenant without StringLike aws:RequestTag/TenantId",
            "TagWithTenant without Null aws:TagKeys",
            "SetSourceIdentity without StringLike sts:SourceIdentity");

    private final LabRole tenants;
    private final String trust;
    private final Session service;
    private final Session stranger;
    private final List<Session> sessions = new ArrayList<>();

    TrustPolicyLabTest(AwsLab lab) {
        LabRole base = lab.role("service").policy("assumes", ASSUMES).create();
        this.service = opened(new Session(lab, base.session("service").start().credentials()));
        LabRole other = lab.role("stranger").policy("assumes", ASSUMES).create();
        this.stranger =
                opened(new Session(lab, other.session("stranger").start().credentials()));
        this.trust = TenantPolicies.create()
                .trustPolicy(TenantTrust.builder()
                        .role(base.arn())
                        .otherTags("Tier")
                        .externalId("partywall-1")
                        .transitiveTenant()
                        .requireSourceIdentity()
                        .build())
                .toCompactJson();
        this.tenants = lab.role("tenants").trust(trust).create();
    }

    private Session opened(Session session) {
        sessions.add(session);
        return session;
    }

    @AfterAll
    void close() {
        sessions.forEach(Session::close);
    }

    private AssumeRoleRequest.Builder sound() {
        return AssumeRoleRequest.builder()
                .roleArn(tenants.arn())
                .roleSessionName("job")
                .externalId("partywall-1")
                .sourceIdentity("alice")
                .tags(tags(Map.of("TenantId", "acme")))
                .transitiveTagKeys("TenantId");
    }

    private static List<Tag> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    Stream<Operation> bad() {
        return Stream.of(
                assume("no tags", service, sound().tags(List.of()).transitiveTagKeys(List.of())),
                assume(
                        "another tag only",
                        service,
                        sound().tags(tags(Map.of("Tier", "gold"))).transitiveTagKeys(List.of())),
                assume("an empty tenant", service, sound().tags(tags(Map.of("TenantId", "")))),
                assume("a tenant with a slash", service, sound().tags(tags(Map.of("TenantId", "acme/x")))),
                assume("a tag too many", service, sound().tags(tags(Map.of("TenantId", "acme", "Admin", "true")))),
                assume("a tag that is not transitive", service, sound().transitiveTagKeys(List.of())),
                assume("no external id", service, sound().externalId(null)),
                assume("another external id", service, sound().externalId("partywall-2")),
                assume("no source identity", service, sound().sourceIdentity(null)),
                assume("a stranger", stranger, sound()));
    }

    private static Operation assume(String name, Session by, AssumeRoleRequest.Builder request) {
        AssumeRoleRequest built = request.build();
        return new Operation(name, (unused, owner) -> by.sts().assumeRole(built));
    }

    Stream<Operation> good() {
        return Stream.of(
                assume("the tenant", service, sound()),
                assume(
                        "the tenant and a tag that is named",
                        service,
                        sound().tags(tags(Map.of("TenantId", "acme", "Tier", "gold")))));
    }

    @ParameterizedTest
    @MethodSource("good")
    void session_asDescribed_starts(Operation start) {
        assertThat(start.isLetThrough(service, "")).isTrue();
    }

    @ParameterizedTest
    @MethodSource("bad")
    void session_otherThanDescribed_isDenied(Operation start) {
        assertDenied(() -> start.run(service, "")).byIam();
    }

    Stream<Mutants.Mutant> mutants() {
        return Mutants.of(PolicyDocument.parse(PolicyType.TRUST, trust)).stream();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void protection_whenTakenAway_letsASessionStart(Mutants.Mutant protection) {
        List<String> started;
        try {
            tenants.trust(protection.document().toJson());
            started = bad().filter(start -> start.isLetThrough(service, ""))
                    .map(Operation::name)
                    .toList();
        } finally {
            tenants.trust(trust);
        }
        assertThat(started.isEmpty()).as("%s: %s", protection, started).isEqualTo(TWICE.contains(protection.name()));
    }
}

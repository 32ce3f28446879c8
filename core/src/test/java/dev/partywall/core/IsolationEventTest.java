package dev.partywall.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.IsolationEvent.BranchKeyCreated;
import dev.partywall.core.IsolationEvent.BranchKeyDeleted;
import dev.partywall.core.IsolationEvent.BranchKeyLoaded;
import dev.partywall.core.IsolationEvent.BranchKeyRewrapped;
import dev.partywall.core.IsolationEvent.BranchKeyRotated;
import dev.partywall.core.IsolationEvent.BranchKeyUnavailable;
import dev.partywall.core.IsolationEvent.BranchKeysEvicted;
import dev.partywall.core.IsolationEvent.CallRefused;
import dev.partywall.core.IsolationEvent.DecryptionRefused;
import dev.partywall.core.IsolationEvent.OperationFailed;
import dev.partywall.core.IsolationEvent.OperationStepCompleted;
import dev.partywall.core.IsolationEvent.RecordDecrypted;
import dev.partywall.core.IsolationEvent.RecordEncrypted;
import dev.partywall.core.IsolationEvent.SessionStarted;
import dev.partywall.core.IsolationEvent.SessionUnavailable;
import dev.partywall.core.IsolationEvent.SessionsEvicted;
import dev.partywall.core.IsolationEvent.TenantNotServed;
import dev.partywall.core.IsolationEvent.TenantStatusChanged;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class IsolationEventTest {

    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
    private static final TenantId ACME = TenantId.of("acme");

    /** Every event and what it prints, which is all that it holds. */
    static Map<IsolationEvent, String> everyEvent() {
        Map<IsolationEvent, String> events = new HashMap<>(ofKeys());
        events.putAll(ofSessions());
        events.putAll(ofLives());
        return events;
    }

    private static Map<IsolationEvent, String> ofLives() {
        return Map.of(
                new BranchKeyRewrapped(AT, ACME, "key", 3),
                "BranchKeyRewrapped[at=2026-01-02T03:04:05Z, tenant=acme, rootKeyArn=key, rows=3]",
                new TenantNotServed(AT, ACME, ErrorCode.TENANT_SUSPENDED),
                "TenantNotServed[at=2026-01-02T03:04:05Z, tenant=acme, code=PW-122 TENANT_SUSPENDED]",
                new TenantStatusChanged(AT, ACME, "ACTIVE", "SUSPENDED"),
                "TenantStatusChanged[at=2026-01-02T03:04:05Z, tenant=acme, from=ACTIVE, to=SUSPENDED]",
                new OperationStepCompleted(AT, ACME, "ONBOARD", "role", true),
                "OperationStepCompleted[at=2026-01-02T03:04:05Z, tenant=acme, operation=ONBOARD, step=role,"
                        + " undone=true]",
                new OperationFailed(AT, ACME, "ONBOARD", "role", ErrorCode.ACCOUNT_LIMIT_REACHED),
                "OperationFailed[at=2026-01-02T03:04:05Z, tenant=acme, operation=ONBOARD, step=role,"
                        + " code=PW-523 ACCOUNT_LIMIT_REACHED]");
    }

    private static Map<IsolationEvent, String> ofSessions() {
        return Map.of(
                new SessionStarted(AT, ACME, "role", AT.plusSeconds(900), Duration.ofMillis(7)),
                "SessionStarted[at=2026-01-02T03:04:05Z, tenant=acme, roleArn=role, expiresAt=2026-01-02T03:19:05Z,"
                        + " took=PT0.007S]",
                new SessionUnavailable(AT, ACME, ErrorCode.STS_THROTTLED),
                "SessionUnavailable[at=2026-01-02T03:04:05Z, tenant=acme, code=PW-315 STS_THROTTLED]",
                new SessionsEvicted(AT, ACME),
                "SessionsEvicted[at=2026-01-02T03:04:05Z, tenant=acme]",
                new CallRefused(AT, ACME, "DynamoDb", "GetItem", ErrorCode.CALL_NOT_SCOPED),
                "CallRefused[at=2026-01-02T03:04:05Z, tenant=acme, service=DynamoDb, operation=GetItem,"
                        + " code=PW-330 CALL_NOT_SCOPED]");
    }

    private static Map<IsolationEvent, String> ofKeys() {
        return Map.of(
                new RecordEncrypted(AT, ACME, "invoices", "r-1", "v-1"),
                "RecordEncrypted[at=2026-01-02T03:04:05Z, tenant=acme, purpose=invoices, recordId=r-1,"
                        + " branchKeyVersion=v-1]",
                new RecordDecrypted(AT, ACME, "invoices", "r-1", "v-1"),
                "RecordDecrypted[at=2026-01-02T03:04:05Z, tenant=acme, purpose=invoices, recordId=r-1,"
                        + " branchKeyVersion=v-1]",
                new DecryptionRefused(AT, ACME, "invoices", "r-1", ErrorCode.MESSAGE_OF_OTHER_TENANT),
                "DecryptionRefused[at=2026-01-02T03:04:05Z, tenant=acme, purpose=invoices, recordId=r-1,"
                        + " code=PW-231 MESSAGE_OF_OTHER_TENANT]",
                new BranchKeyLoaded(AT, ACME, "v-1", Duration.ofMillis(7)),
                "BranchKeyLoaded[at=2026-01-02T03:04:05Z, tenant=acme, branchKeyVersion=v-1, took=PT0.007S]",
                new BranchKeyUnavailable(AT, ACME, ErrorCode.KEY_ACCESS_DENIED),
                "BranchKeyUnavailable[at=2026-01-02T03:04:05Z, tenant=acme, code=PW-211 KEY_ACCESS_DENIED]",
                new BranchKeysEvicted(AT, ACME),
                "BranchKeysEvicted[at=2026-01-02T03:04:05Z, tenant=acme]",
                new BranchKeyCreated(AT, ACME, "v-1"),
                "BranchKeyCreated[at=2026-01-02T03:04:05Z, tenant=acme, branchKeyVersion=v-1]",
                new BranchKeyRotated(AT, ACME, "v-1", "v-2"),
                "BranchKeyRotated[at=2026-01-02T03:04:05Z, tenant=acme, from=v-1, to=v-2]",
                new BranchKeyDeleted(AT, ACME, 3),
                "BranchKeyDeleted[at=2026-01-02T03:04:05Z, tenant=acme, rows=3]");
    }

    static Stream<Class<?>> family() {
        return Arrays.stream(IsolationEvent.class.getPermittedSubclasses());
    }

    @Test
    void family_isSealed_andEveryMemberIsCoveredHere() {
        Set<Class<?>> covered =
                everyEvent().keySet().stream().map(IsolationEvent::getClass).collect(Collectors.toSet());

        assertThat(family()).containsExactlyInAnyOrderElementsOf(covered);
    }

    @Test
    void event_everyOne_tellsWhenAndForWhomAndNothingHidden() {
        everyEvent().forEach((event, text) -> {
            assertThat(event.at()).isEqualTo(AT);
            assertThat(event.tenant()).isEqualTo(ACME);
            assertThat(event).hasToString(text);
        });
    }

    /** Identifiers, moments, counts and codes: no array, stream, map or object that could hold a secret. */
    @ParameterizedTest
    @MethodSource("family")
    void components_everyEvent_areIdentifiersOnly(Class<?> event) {
        assertThat(event.getRecordComponents())
                .extracting(RecordComponent::getType)
                .isSubsetOf(
                        Instant.class,
                        Duration.class,
                        TenantId.class,
                        String.class,
                        ErrorCode.class,
                        int.class,
                        boolean.class);
    }

    @ParameterizedTest
    @MethodSource("family")
    void equals_everyEvent_comparesAllComponents(Class<?> event) {
        EqualsVerifier.forClass(event)
                .withPrefabValues(TenantId.class, TenantId.of("acme"), TenantId.of("globex"))
                .verify();
    }

    @Test
    void none_anyEvent_doesNothing() {
        IsolationEventListener listener = IsolationEventListener.none();

        everyEvent().keySet().forEach(listener::onEvent);

        assertThat(listener).isNotNull();
    }
}

package dev.partywall.testing.internal.isolation;

import dev.partywall.core.TenantId;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabDecision;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where each tenant's own operations leave their mark: partition keys of tables, and resources. What only one tenant's do is
 * that tenant's, whatever its name; and what has a tenant's id for a part of its name is that tenant's, known or not.
 */
final class Footprints {

    /** Operations that change nothing. KMS's cryptographic operations change nothing that is stored. */
    private static final Pattern READS = Pattern.compile(
            "(Get|List|Describe|Query|Scan|BatchGet|Head|TransactGet|Decrypt|Encrypt|GenerateDataKey|GenerateRandom"
                    + "|ReEncrypt|AssumeRole).*");

    /** What parts an ARN into names. */
    private static final Pattern SEPARATORS = Pattern.compile("[:/#]");

    private final Map<TenantId, Set<String>> marks = new HashMap<>();

    /** Notes the calls of a tenant's own operations on its own data. */
    void note(TenantId tenant, List<LabCall> calls) {
        calls.stream()
                .filter(LabCall::isSucceeded)
                .flatMap(Footprints::marks)
                .forEach(mark ->
                        marks.computeIfAbsent(tenant, unseen -> new HashSet<>()).add(mark));
    }

    /** Whether IAM let a call reach something that is one tenant's and not the other's. */
    boolean touches(LabCall call, TenantId attacker, TenantId victim) {
        return (isAllowedWhole(call) && call.isOf(victim))
                || isNamedAfter(call, victim)
                || marks(call)
                        .anyMatch(mark ->
                                of(victim).contains(mark) && !of(attacker).contains(mark));
    }

    /** By path segment: {@code t1} is not in {@code …/t10/…}. */
    private static boolean isNamedAfter(LabCall call, TenantId tenant) {
        return reached(call)
                .anyMatch(arn -> Arrays.asList(SEPARATORS.split(arn)).contains(tenant.value()));
    }

    /** Of a batch, only the items that IAM allowed. */
    private static Stream<String> reached(LabCall call) {
        return call.decisions().stream()
                .filter(decision -> decision.decision().isAllowed())
                .map(LabDecision::resource);
    }

    private static boolean isAllowedWhole(LabCall call) {
        return call.decisions().stream()
                .allMatch(decision -> decision.decision().isAllowed());
    }

    private Set<String> of(TenantId tenant) {
        return marks.getOrDefault(tenant, Set.of());
    }

    /** Whether a call went through and changed something. */
    static boolean isWrite(LabCall call) {
        return call.isSucceeded() && !READS.matcher(call.operation()).matches();
    }

    private static Stream<String> marks(LabCall call) {
        Stream<String> keys = isAllowedWhole(call) ? call.leadingKeys().stream() : Stream.of();
        return Stream.concat(
                keys.map(key -> "key " + call.tables() + " " + key),
                reached(call).map(arn -> "resource " + arn));
    }
}

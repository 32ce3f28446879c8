package dev.partywall.lifecycle.internal.certificate;

import dev.partywall.lifecycle.Tier;
import dev.partywall.lifecycle.internal.certificate.Destroyed.KmsKey;
import dev.partywall.lifecycle.internal.certificate.Destroyed.RootKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a certificate claims, in sentences; and what it does not. No more than what was done and seen.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html">Deleting KMS keys</a>
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html">Point-in-time
 *     recovery for DynamoDB</a>
 */
final class Statements {

    private Statements() {}

    static List<String> of(Destroyed destroyed) {
        List<String> statements = new ArrayList<>();
        statements.add(branchKey(destroyed));
        statements.add(
                "Records that were sealed under this branch key were not deleted by this. They can be opened only with the"
                        + " branch key.");
        statements.add(canary(destroyed));
        statements.add(
                "Nodes of the service had the bound of the fleet's settings to learn of it before. One that goes by the registry"
                        + " refuses this tenant since then, also if it could not be told; it may hold branch keys in memory until their"
                        + " time to live ends.");
        statements.add(backups(destroyed));
        return statements;
    }

    private static String branchKey(Destroyed destroyed) {
        return "The rows of branch key '" + destroyed.tenant() + "' in key store '"
                + destroyed.branchKey().keyStore()
                + "' were deleted, and a strongly consistent read at " + destroyed.finishedAt() + " found none.";
    }

    private static String canary(Destroyed destroyed) {
        return destroyed.canary().version().isPresent()
                ? "A message that was sealed and opened before the deletion was refused after it, by a client that had nothing in"
                        + " memory, because its branch key is not there."
                : "No message could be sealed and opened before the deletion, so no refusal was tried after it.";
    }

    private static String backups(Destroyed destroyed) {
        return "Backups, exports, replicas and the point-in-time recovery (35 days at most) of the key store's table were"
                + " not touched. One from before " + destroyed.finishedAt()
                + " may hold the wrapped branch key."
                + Stream.concat(Stream.of(Tier.values()).map(Optional::of), Stream.of(Optional.<Tier>empty()))
                        .map(whose -> opened(destroyed, whose))
                        .collect(Collectors.joining())
                + kmsKeys(destroyed)
                + " One from a time when the branch key was under another KMS key, which is not named here, can be opened with"
                + " that.";
    }

    private static String opened(Destroyed destroyed, Optional<Tier> whose) {
        String keys = destroyed.branchKey().rootKeys().stream()
                .filter(key -> key.whose().equals(whose))
                .map(RootKey::arn)
                .collect(Collectors.joining(", "));
        if (keys.isEmpty()) {
            return "";
        }
        return " "
                + whose.map(tier -> opened(tier, keys))
                        .orElseGet(
                                () -> "Whoever may read it and use the root key " + keys
                                        + ", of which the registry does not tell whose it is, can open the records as long as it exists.");
    }

    private static String opened(Tier whose, String keys) {
        return switch (whose) {
            case POOL ->
                "As long as it exists, whoever may read it and use the root key " + keys
                        + ", which is not this tenant's alone, can open the records.";
            case SILO ->
                "Whoever may read it can open the records as long as KMS has not deleted the root key " + keys
                        + ", which was made for this tenant.";
            case BRING_YOUR_OWN_KEY ->
                "Whoever may read it and use the root key " + keys
                        + " can open the records. That key is the tenant's own: it was not touched, and only its owner can"
                        + " disable or delete it.";
        };
    }

    private static String kmsKeys(Destroyed destroyed) {
        return destroyed.kmsKeys().stream()
                .map(KmsKey::deletionDate)
                .max(Comparator.naturalOrder())
                .map(Statements::scheduled)
                .orElse("");
    }

    private static String scheduled(Instant last) {
        return " The deletion of the KMS keys that were made for this tenant is scheduled, the last for " + last
                + "; until then it can be cancelled by whoever may.";
    }
}

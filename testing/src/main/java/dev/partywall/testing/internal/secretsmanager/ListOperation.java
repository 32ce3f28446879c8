package dev.partywall.testing.internal.secretsmanager;

import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.wire.Members;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** ListSecrets (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html). */
final class ListOperation implements SecretOperation {

    private final SecretStore secrets;

    ListOperation(SecretStore secrets) {
        this.secrets = secrets;
    }

    @Override
    public Map<String, Object> perform(SecretCall call, Identity caller) {
        Members request = call.members();
        boolean deleted = request.flag("IncludePlannedDeletion").orElse(false);
        List<Secret> found = secrets.all().stream()
                .filter(secret -> deleted || secret.deleted().isEmpty())
                .filter(SecretFilter.in(request))
                .sorted(order(request))
                .toList();
        return Paging.LISTS.page("SecretList", found, Secret::arn, ListOperation::entry, request);
    }

    private static Comparator<Secret> order(Members request) {
        Comparator<Secret> order = switch (request.text("SortBy").orElse("created-date")) {
            case "created-date" -> Comparator.comparing(Secret::created);
            case "last-changed-date" -> Comparator.comparing(Secret::changed);
            case "last-accessed-date" ->
                Comparator.comparing(secret -> secret.accessed().orElse(secret.created()));
            case "name" -> Comparator.comparing(Secret::name);
            default -> throw SecretErrors.invalidParameter("SortBy is none of the values it can have.");
        };
        return request.text("SortOrder").orElse("asc").equals("desc") ? order.reversed() : order;
    }

    private static Map<String, Object> entry(Secret secret) {
        Map<String, Object> entry = SecretOperations.describe(secret);
        Map<String, Object> stages = new LinkedHashMap<>();
        SecretOperations.staged(secret).forEach(version -> stages.put(version.id(), version.stages()));
        entry.put("SecretVersionsToStages", stages);
        return entry;
    }
}

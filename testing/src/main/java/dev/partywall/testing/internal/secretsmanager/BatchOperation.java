package dev.partywall.testing.internal.secretsmanager;

import dev.partywall.policy.Decision;
import dev.partywall.testing.LabDecision;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.authorization.DenialMessage;
import dev.partywall.testing.internal.wire.Members;
import dev.partywall.testing.internal.wire.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * BatchGetSecretValue: secret by secret GetSecretValue must be allowed, and what goes wrong with one is told beside the
 * values of the others (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html).
 */
final class BatchOperation implements SecretOperation {

    private static final int MAX_IDS = 20;
    private static final Members NO_VERSION = new Members(Map.of(), SecretErrors::invalidParameter);

    private final SecretStore secrets;
    private final ValueOperations values;
    private final SecretAccess access;
    private final Judge judge;

    BatchOperation(SecretStore secrets, SecretAccess access, Judge judge) {
        this.secrets = secrets;
        this.values = new ValueOperations(secrets);
        this.access = access;
        this.judge = judge;
    }

    @Override
    public Map<String, Object> perform(SecretCall call, Identity caller) {
        Members request = call.members();
        if (request.has("SecretIdList") == request.has("Filters")) {
            throw SecretErrors.invalidParameter("You must provide either SecretIdList or Filters, and not both.");
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        List<String> ids = request.has("Filters") ? filtered(request, answer) : listed(request);
        List<Object> found = new ArrayList<>();
        List<Object> errors = new ArrayList<>();
        ids.forEach(id -> one(id, call, caller, found, errors));
        answer.put("SecretValues", found);
        answer.put("Errors", errors);
        return answer;
    }

    private List<String> listed(Members request) {
        List<String> ids = request.texts("SecretIdList");
        if (ids.isEmpty() || ids.size() > MAX_IDS || request.has("MaxResults")) {
            throw SecretErrors.invalidParameter("SecretIdList has from 1 to " + MAX_IDS + " ids, and no MaxResults.");
        }
        return ids;
    }

    private List<String> filtered(Members request, Map<String, Object> answer) {
        List<Secret> matching = secrets.all().stream()
                .filter(secret -> secret.deleted().isEmpty())
                .filter(SecretFilter.in(request))
                .toList();
        List<String> ids = new ArrayList<>();
        Map<String, Object> page =
                Paging.VALUES.page("", matching, Secret::arn, secret -> ids.add(secret.arn()), request);
        page.remove("");
        answer.putAll(page);
        return ids;
    }

    private void one(String id, SecretCall call, Identity caller, List<Object> found, List<Object> errors) {
        LabDecision decision = judge.decide(caller, call.request(), access.valueOf(id, NO_VERSION));
        if (decision.decision() instanceof Decision.Unmodelled unmodelled) {
            throw new Refusal(400, "UnmodelledByLab", String.join("; ", unmodelled.missing()));
        } else if (!decision.decision().isAllowed()) {
            errors.add(error(id, "AccessDeniedException", DenialMessage.of(caller, decision)));
        } else {
            value(id, found, errors);
        }
    }

    private void value(String id, List<Object> found, List<Object> errors) {
        try {
            found.add(values.value(id, NO_VERSION));
        } catch (Refusal e) {
            errors.add(error(id, e.code(), String.valueOf(e.getMessage())));
        }
    }

    private static Map<String, Object> error(String id, String code, String message) {
        return Map.of("SecretId", id, "ErrorCode", code, "Message", message);
    }
}

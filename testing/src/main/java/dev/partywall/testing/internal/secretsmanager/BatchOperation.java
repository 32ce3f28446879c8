package dev.partywall.testing.internal.secretsmanager;

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

    /** Each secret's current version is read. */
    static final Members NO_VERSION = new Members(Map.of(), SecretErrors::invalidParameter);

    private final ValueOperations values;

    BatchOperation(SecretStore secrets) {
        this.values = new ValueOperations(secrets);
    }

    @Override
    public Map<String, Object> perform(SecretCall call, Identity caller) {
        BatchSelection batch = call.batch();
        List<LabDecision> answers = batch.answers();
        List<Object> found = new ArrayList<>();
        List<Object> errors = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            String id = batch.ids().get(i);
            if (answers.get(i).decision().isAllowed()) {
                value(id, found, errors);
            } else {
                errors.add(error(id, "AccessDeniedException", DenialMessage.of(caller, answers.get(i))));
            }
        }
        Map<String, Object> answer = new LinkedHashMap<>(batch.page());
        answer.put("SecretValues", found);
        answer.put("Errors", errors);
        return answer;
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

package dev.partywall.testing.internal.secretsmanager;

import dev.partywall.testing.LabDecision;
import dev.partywall.testing.internal.wire.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The secrets of a batch, and IAM's answers about them. They are chosen once, when IAM is about to be asked: what is told
 * then is about the very secrets that the answers were for.
 */
final class BatchSelection {

    private static final int MAX_IDS = 20;

    private List<String> ids = List.of();
    private Map<String, Object> page = Map.of();
    private List<LabDecision> answers = List.of();

    /** Chooses the secrets that a request is about. */
    List<String> choose(SecretStore secrets, Members request) {
        if (request.has("SecretIdList") == request.has("Filters")) {
            throw SecretErrors.invalidParameter("You must provide either SecretIdList or Filters, and not both.");
        }
        ids = request.has("Filters") ? filtered(secrets, request) : listed(request);
        return ids;
    }

    private static List<String> listed(Members request) {
        List<String> ids = request.texts("SecretIdList");
        if (ids.isEmpty() || ids.size() > MAX_IDS || request.has("MaxResults")) {
            throw SecretErrors.invalidParameter("SecretIdList has from 1 to " + MAX_IDS + " ids, and no MaxResults.");
        }
        return List.copyOf(ids);
    }

    private List<String> filtered(SecretStore secrets, Members request) {
        List<Secret> matching = secrets.all().stream()
                .filter(secret -> secret.deleted().isEmpty())
                .filter(SecretFilter.in(request))
                .toList();
        List<String> chosen = new ArrayList<>();
        page = Paging.VALUES.page("", matching, Secret::arn, secret -> chosen.add(secret.arn()), request);
        page.remove("");
        return List.copyOf(chosen);
    }

    List<String> ids() {
        return ids;
    }

    /** The members of the answer that tell of further pages. */
    Map<String, Object> page() {
        return page;
    }

    /** IAM's answers, one for each id. */
    List<LabDecision> answers() {
        if (answers.size() != ids.size()) {
            throw new IllegalStateException("IAM was asked about " + answers.size() + " of " + ids.size() + " secrets");
        }
        return answers;
    }

    void answers(List<LabDecision> decisions) {
        answers = List.copyOf(decisions);
    }
}

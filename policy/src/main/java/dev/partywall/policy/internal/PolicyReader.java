package dev.partywall.policy.internal;

import com.fasterxml.jackson.core.JsonToken;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import dev.partywall.policy.PolicyVersion;
import dev.partywall.policy.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a document, and refuses what IAM refuses.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">Grammar of the IAM JSON
 *     policy language</a>
 */
public final class PolicyReader {

    private static final List<String> ELEMENTS = List.of("Version", "Id", "Statement");

    private final PolicyType type;
    private final Tokens tokens;
    private final List<Statement> statements = new ArrayList<>();
    private final Set<String> sids = new HashSet<>();
    private Optional<PolicyVersion> version = Optional.empty();
    private Optional<String> id = Optional.empty();

    private PolicyReader(PolicyType type, String json) {
        this.type = type;
        this.tokens = new Tokens(json);
        Characters.check(type, json, tokens);
    }

    /** Reads a document. */
    public static PolicyDocument read(PolicyType type, String json) {
        return new PolicyReader(type, json).document();
    }

    private PolicyDocument document() {
        if (tokens.next() != JsonToken.START_OBJECT) {
            throw tokens.refuse("a policy must be a JSON object; start with {");
        }
        int start = tokens.start();
        tokens.object("the policy", this::element);
        if (statements.isEmpty()) {
            throw tokens.refuseAt(start, "the policy has no Statement; write one");
        }
        if (isOfAnOrganization() && !version.equals(Optional.of(PolicyVersion.V2012_10_17))) {
            throw tokens.refuseAt(start, "a policy of an organization must have \"Version\": \"2012-10-17\"; write it");
        }
        tokens.nothingFollows();
        return new PolicyDocument(type, version, id, statements);
    }

    /** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html */
    private boolean isOfAnOrganization() {
        return type == PolicyType.SERVICE_CONTROL || type == PolicyType.RESOURCE_CONTROL;
    }

    private void element(String name) {
        switch (name) {
            case "Version" -> version = Optional.of(version(tokens.string(tokens.next(), "Version")));
            case "Id" -> id = Optional.of(id());
            case "Statement" -> tokens.each("Statement", this::statement);
            default -> throw tokens.refuse(ElementRules.unknown(name, "a policy", ELEMENTS));
        }
    }

    private PolicyVersion version(String text) {
        for (PolicyVersion known : PolicyVersion.values()) {
            if (known.text().equals(text)) {
                return known;
            }
        }
        throw tokens.refuse("there is no Version \"" + text + "\"; write \"2012-10-17\"");
    }

    private String id() {
        switch (type) {
            case RESOURCE, KEY, TRUST -> {}
            default -> throw tokens.refuse("Id stands in resource-based policies only; remove it");
        }
        return tokens.string(tokens.next(), "Id");
    }

    private void statement(JsonToken token) {
        if (token != JsonToken.START_OBJECT) {
            throw tokens.refuse("a Statement must be a JSON object; start with {");
        }
        statements.add(new StatementReader(type, tokens, sids).read(statements.size()));
    }
}

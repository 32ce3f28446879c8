package dev.partywall.policy.differential;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.Caller;
import dev.partywall.policy.ContextValue;
import dev.partywall.policy.PolicySet;
import dev.partywall.policy.golden.RandomPolicies;
import dev.partywall.policy.golden.Scenario;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

/** Writes a case as the line of JSON that the other side reads. */
final class CaseLine {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator json;

    private CaseLine(JsonGenerator json) {
        this.json = json;
    }

    static String of(Scenario scenario) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            new CaseLine(json).write(scenario);
        }
        return text.toString();
    }

    private void write(Scenario scenario) throws IOException {
        json.writeStartObject();
        json.writeStringField("principal", arn(scenario.caller()));
        json.writeStringField("action", scenario.action());
        json.writeStringField("resource", scenario.resource());
        json.writeStringField("resourceAccount", scenario.resourceAccount());
        policies(scenario.policies());
        context(scenario.context());
        json.writeEndObject();
    }

    private static String arn(Caller caller) {
        if (caller instanceof Caller.RoleSession session) {
            return session.sessionArn();
        } else if (caller instanceof Caller.IamUser user) {
            return user.arn();
        }
        throw new IllegalArgumentException("only sessions and users are compared, not " + caller);
    }

    private void policies(PolicySet set) throws IOException {
        list("identity", set.identity());
        list("boundary", set.permissionsBoundary().stream().toList());
        list("session", only(set.session()));
        list("resourcePolicies", only(set.resource()));
        levels("serviceControl", set.serviceControl());
        levels("resourceControl", set.resourceControl());
    }

    /** The other side takes one policy of these layers. */
    private static List<AttachedPolicy> only(List<AttachedPolicy> policies) {
        if (policies.size() > 1) {
            throw new IllegalArgumentException("more than one policy of a layer: " + policies);
        }
        return policies;
    }

    private void list(String name, List<AttachedPolicy> policies) throws IOException {
        json.writeFieldName(name);
        list(policies);
    }

    /** The policy that AWS attaches is one that the other side adds by itself. */
    private void list(List<AttachedPolicy> policies) throws IOException {
        json.writeStartArray();
        for (AttachedPolicy policy : policies) {
            if (!policy.equals(RandomPolicies.ATTACHED_BY_AWS)) {
                json.writeString(policy.document().toJson());
            }
        }
        json.writeEndArray();
    }

    private void levels(String name, List<List<AttachedPolicy>> levels) throws IOException {
        json.writeArrayFieldStart(name);
        for (List<AttachedPolicy> level : levels) {
            list(level);
        }
        json.writeEndArray();
    }

    private void context(Map<String, ContextValue> context) throws IOException {
        json.writeObjectFieldStart("context");
        for (Map.Entry<String, ContextValue> entry : context.entrySet()) {
            if (entry.getValue() instanceof ContextValue.Single single) {
                json.writeStringField(entry.getKey(), single.value());
            } else if (entry.getValue() instanceof ContextValue.Multiple multiple) {
                json.writeFieldName(entry.getKey());
                String[] values = multiple.values().toArray(new String[0]);
                json.writeArray(values, 0, values.length);
            }
        }
        json.writeEndObject();
    }
}

package dev.partywall.policy.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.partywall.policy.Condition;
import dev.partywall.policy.ConditionValue;
import dev.partywall.policy.Effect;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PrincipalElement;
import dev.partywall.policy.PrincipalElement.Kind;
import dev.partywall.policy.PrincipalElement.Named;
import dev.partywall.policy.Statement;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes a document as JSON, the same text for the same document everywhere. */
public final class PolicyWriter {

    /** Closes nothing by itself: a document that broke off must not look whole. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .build();

    private final JsonGenerator json;

    private PolicyWriter(JsonGenerator json) {
        this.json = json;
    }

    /** Writes a document. */
    public static String write(PolicyDocument document) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.setPrettyPrinter(printer());
            new PolicyWriter(json).document(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static DefaultPrettyPrinter printer() {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        Separators separators =
                Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER);
        return new DefaultPrettyPrinter(separators).withObjectIndenter(lines).withArrayIndenter(lines);
    }

    private void document(PolicyDocument document) throws IOException {
        json.writeStartObject();
        if (document.version().isPresent()) {
            json.writeStringField("Version", document.version().get().text());
        }
        if (document.id().isPresent()) {
            json.writeStringField("Id", document.id().get());
        }
        json.writeArrayFieldStart("Statement");
        for (Statement statement : document.statements()) {
            statement(statement);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void statement(Statement statement) throws IOException {
        json.writeStartObject();
        if (statement.sid().isPresent()) {
            json.writeStringField("Sid", statement.sid().get());
        }
        json.writeStringField("Effect", statement.effect() == Effect.ALLOW ? "Allow" : "Deny");
        if (statement.principal().isPresent()) {
            principal(statement.principal().get());
        }
        strings(
                statement.action().negated() ? "NotAction" : "Action",
                statement.action().patterns());
        if (statement.resource().isPresent()) {
            boolean negated = statement.resource().get().negated();
            strings(
                    negated ? "NotResource" : "Resource",
                    statement.resource().get().patterns());
        }
        conditions(statement.conditions());
        json.writeEndObject();
    }

    private void principal(PrincipalElement element) throws IOException {
        String name = element.negated() ? "NotPrincipal" : "Principal";
        if (element.principals().stream().anyMatch(named -> named.kind() == Kind.ANYONE)) {
            json.writeStringField(name, "*");
            return;
        }
        json.writeObjectFieldStart(name);
        for (Map.Entry<Kind, List<Named>> entry :
                grouped(element.principals(), Named::kind).entrySet()) {
            strings(
                    name(entry.getKey()),
                    entry.getValue().stream().map(Named::value).toList());
        }
        json.writeEndObject();
    }

    private static String name(Kind kind) {
        return switch (kind) {
            case ANYONE, AWS -> "AWS";
            case SERVICE -> "Service";
            case FEDERATED -> "Federated";
            case CANONICAL_USER -> "CanonicalUser";
        };
    }

    private static <K, V> Map<K, List<V>> grouped(List<V> values, Function<V, K> key) {
        return values.stream().collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
    }

    private void strings(String name, List<String> values) throws IOException {
        json.writeFieldName(name);
        if (values.size() == 1) {
            json.writeString(values.get(0));
            return;
        }
        json.writeStartArray();
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private void conditions(List<Condition> conditions) throws IOException {
        if (conditions.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("Condition");
        for (List<Condition> group : grouped(conditions, Condition::operator).values()) {
            json.writeObjectFieldStart(group.get(0).operator().toString());
            for (Condition condition : group) {
                json.writeFieldName(condition.key());
                values(condition.values());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void values(List<ConditionValue> values) throws IOException {
        if (values.size() == 1) {
            value(values.get(0));
            return;
        }
        json.writeStartArray();
        for (ConditionValue value : values) {
            value(value);
        }
        json.writeEndArray();
    }

    private void value(ConditionValue value) throws IOException {
        switch (value.kind()) {
            case STRING -> json.writeString(value.text());
            case NUMBER -> json.writeNumber(value.text());
            case BOOLEAN -> json.writeBoolean(Boolean.parseBoolean(value.text()));
        }
    }
}

package dev.partywall.policy.internal;

import com.fasterxml.jackson.core.JsonToken;
import dev.partywall.policy.PolicyType;
import dev.partywall.policy.PrincipalElement;
import dev.partywall.policy.PrincipalElement.Kind;
import dev.partywall.policy.PrincipalElement.Named;
import java.util.ArrayList;
import java.util.List;

/** Reads a Principal or NotPrincipal. */
final class PrincipalReader {

    private static final List<String> KINDS = List.of("AWS", "Service", "Federated", "CanonicalUser");

    private final PolicyType type;
    private final Tokens tokens;
    private final List<Named> principals = new ArrayList<>();

    PrincipalReader(PolicyType type, Tokens tokens) {
        this.type = type;
        this.tokens = tokens;
    }

    PrincipalElement read(String name) {
        JsonToken token = tokens.next();
        if (token == JsonToken.VALUE_STRING && tokens.value().equals("*")) {
            principals.add(new Named(Kind.ANYONE, "*"));
        } else if (type == PolicyType.RESOURCE_CONTROL) {
            throw tokens.refuse("a resource control policy binds everyone; write \"Principal\": \"*\"");
        } else if (token != JsonToken.START_OBJECT) {
            throw tokens.refuse(name + " must be \"*\" or an object such as {\"AWS\": \"111122223333\"}");
        } else {
            kinds(name);
        }
        return new PrincipalElement(name.equals("NotPrincipal"), principals);
    }

    private void kinds(String name) {
        int start = tokens.start();
        tokens.object(name, this::kind);
        if (principals.isEmpty()) {
            throw tokens.refuseAt(start, name + " must not be empty; name at least one principal");
        }
    }

    private void kind(String name) {
        Kind kind = switch (name) {
            case "AWS" -> Kind.AWS;
            case "Service" -> Kind.SERVICE;
            case "Federated" -> Kind.FEDERATED;
            case "CanonicalUser" -> Kind.CANONICAL_USER;
            default -> throw tokens.refuse(ElementRules.unknown(name, "a principal", KINDS));
        };
        tokens.strings(name, text -> PrincipalRules.value(kind, text))
                .forEach(value -> principals.add(new Named(kind, value)));
    }
}

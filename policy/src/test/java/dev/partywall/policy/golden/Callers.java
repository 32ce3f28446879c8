package dev.partywall.policy.golden;

import dev.partywall.policy.Caller;

/**
 * Callers as the table writes them: ARNs of users, sessions and roots, {@code service:…}, {@code federated:…} or
 * {@code anonymous}. A session's role has no path, unless its ARN stands before that of the session.
 */
final class Callers {

    private Callers() {}

    static Caller parse(String text) {
        if (text.equals("anonymous")) {
            return new Caller.Anonymous();
        }
        if (text.startsWith("service:")) {
            return new Caller.Service(text.substring("service:".length()));
        }
        if (text.startsWith("federated:")) {
            return new Caller.WebIdentity(text.substring("federated:".length()));
        }
        String[] roleAndSession = text.split(" ", 2);
        return roleAndSession.length == 2 ? session(roleAndSession[0], roleAndSession[1]) : ofArn(text);
    }

    private static Caller ofArn(String arn) {
        String[] parts = arn.split(":", 6);
        String account = parts[4];
        String[] name = parts[5].split("/", -1);
        return switch (name[0]) {
            case "root" -> new Caller.AccountRoot(account);
            case "user" -> new Caller.IamUser(account, arn);
            case "assumed-role" -> session("arn:aws:iam::" + account + ":role/" + name[1], arn);
            default -> throw new IllegalArgumentException(arn);
        };
    }

    private static Caller session(String role, String session) {
        return new Caller.RoleSession(session.split(":", 6)[4], role, session);
    }
}

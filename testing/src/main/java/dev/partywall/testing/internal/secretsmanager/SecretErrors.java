package dev.partywall.testing.internal.secretsmanager;

import dev.partywall.testing.internal.wire.Refusal;

/**
 * Refusals of Secrets Manager, by the names and in the words of AWS
 * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html#API_GetSecretValue_Errors and
 * its neighbors). All have the HTTP status 400.
 */
final class SecretErrors {

    private SecretErrors() {}

    static Refusal of(String code, String message) {
        return new Refusal(400, code, message);
    }

    static Refusal invalidParameter(String message) {
        return of("InvalidParameterException", message);
    }

    static Refusal invalidRequest(String message) {
        return of("InvalidRequestException", message);
    }

    static Refusal exists(String message) {
        return of("ResourceExistsException", message);
    }

    static Refusal limit(String message) {
        return of("LimitExceededException", message);
    }

    static Refusal noSecret() {
        return of("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    }

    static Refusal noValue(String which) {
        return of("ResourceNotFoundException", "Secrets Manager can't find the specified secret value for " + which);
    }

    static Refusal markedForDeletion() {
        return invalidRequest("You can't perform this operation on the secret because it was marked for deletion.");
    }

    static Refusal malformedPolicy(String message) {
        return of("MalformedPolicyDocumentException", "This resource policy contains an invalid document. " + message);
    }

    static Refusal badToken() {
        return of("InvalidNextTokenException", "The NextToken value is invalid.");
    }
}

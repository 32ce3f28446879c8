package dev.partywall.testing.internal.kms;

import java.util.Optional;
import java.util.regex.Pattern;

/** Names of aliases: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html */
final class AliasName {

    static final String PREFIX = "alias/";

    private static final String RESERVED = "alias/aws/";
    private static final Pattern WIRE = Pattern.compile("[a-zA-Z0-9:/_-]+");
    private static final Pattern NAME = Pattern.compile("alias/[a-zA-Z0-9/_-]+");
    private static final int MAX_LENGTH = 256;

    private AliasName() {}

    /** The name of the alias that a request makes, changes or deletes. */
    static String in(KmsRequest request) {
        String name = request.required("AliasName", 1, MAX_LENGTH);
        if (!WIRE.matcher(name).matches()) {
            throw KmsException.constraint(
                    "'" + name + "'", "aliasName", "satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$");
        }
        if (!name.startsWith(PREFIX)) {
            throw KmsException.validation("Alias must start with the prefix \"alias/\". Please see"
                    + " https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");
        }
        requireLegal(name);
        return name;
    }

    private static void requireLegal(String name) {
        if (name.contains(":")) {
            throw KmsException.validation(name + " contains invalid characters for an alias");
        }
        if (!NAME.matcher(name).matches()) {
            throw KmsException.invalidAliasName("An alias has a name after its prefix: " + name);
        }
        if (name.startsWith(RESERVED)) {
            throw KmsException.notAuthorized("Aliases that start with alias/aws/ are reserved for AWS.");
        }
    }

    /** The alias by which a member names a key, if it does so by name or ARN of an alias. */
    static Optional<String> usedIn(KmsRequest request, String member) {
        return request.text(member)
                .map(reference ->
                        reference.startsWith("arn:") ? reference.substring(reference.lastIndexOf(':') + 1) : reference)
                .filter(resource -> resource.startsWith(PREFIX));
    }
}

package dev.partywall.testing.internal.secretsmanager;

import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.wire.Members;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** GetRandomPassword (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html). */
final class PasswordOperation implements SecretOperation {

    private static final int USUAL_LENGTH = 32;
    private static final int MAX = 4096;

    private static final Map<String, String> KINDS = Map.of(
            "ExcludeLowercase", "abcdefghijklmnopqrstuvwxyz",
            "ExcludeUppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            "ExcludeNumbers", "0123456789",
            "ExcludePunctuation", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

    private final SecureRandom random;

    PasswordOperation(SecureRandom random) {
        this.random = random;
    }

    @Override
    public Map<String, Object> perform(SecretCall call, Identity caller) {
        Members request = call.members();
        int length = request.number("PasswordLength", 1, MAX).orElse(USUAL_LENGTH);
        List<String> kinds = kinds(request);
        boolean each = request.flag("RequireEachIncludedType").orElse(true);
        if (kinds.isEmpty() || (each && kinds.size() > length)) {
            throw SecretErrors.invalidParameter("There is no password of that length and of such characters.");
        }
        return Map.of("RandomPassword", password(length, kinds, each));
    }

    private static List<String> kinds(Members request) {
        String excluded = request.text("ExcludeCharacters", 0, MAX).orElse("");
        List<String> kinds = new ArrayList<>();
        KINDS.forEach((flag, kind) -> kinds.add(request.flag(flag).orElse(false) ? "" : kind));
        kinds.add(request.flag("IncludeSpace").orElse(false) ? " " : "");
        return kinds.stream()
                .map(kind -> without(kind, excluded))
                .filter(kind -> !kind.isEmpty())
                .toList();
    }

    private static String without(String kind, String excluded) {
        return kind.chars()
                .filter(character -> excluded.indexOf(character) < 0)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private String password(int length, List<String> kinds, boolean each) {
        List<String> characters = new ArrayList<>();
        if (each) {
            kinds.forEach(kind -> characters.add(oneOf(kind)));
        }
        String all = String.join("", kinds);
        while (characters.size() < length) {
            characters.add(oneOf(all));
        }
        Collections.shuffle(characters, random);
        return String.join("", characters);
    }

    private String oneOf(String characters) {
        return Character.toString(characters.charAt(random.nextInt(characters.length())));
    }
}

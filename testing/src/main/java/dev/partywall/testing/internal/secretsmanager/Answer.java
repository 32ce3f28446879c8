package dev.partywall.testing.internal.secretsmanager;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Members of answers in the types of the wire. */
final class Answer {

    private Answer() {}

    /** An answer that begins with what most name: the secret's ARN and name. */
    static Map<String, Object> of(Secret secret) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("ARN", secret.arn());
        answer.put("Name", secret.name());
        return answer;
    }

    /** Dates travel as seconds since 1970, here to the millisecond. */
    static BigDecimal date(Instant instant) {
        return BigDecimal.valueOf(instant.toEpochMilli(), 3);
    }

    /** A version with its value. */
    static Map<String, Object> value(Secret secret, SecretVersion version) {
        Map<String, Object> answer = of(secret);
        answer.put("VersionId", version.id());
        version.value().addTo(answer);
        answer.put("VersionStages", version.stages());
        answer.put("CreatedDate", date(version.created()));
        return answer;
    }
}

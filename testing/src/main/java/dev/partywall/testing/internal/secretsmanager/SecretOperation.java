package dev.partywall.testing.internal.secretsmanager;

import dev.partywall.testing.internal.Identity;
import java.util.Map;

/** An operation of Secrets Manager. */
@FunctionalInterface
interface SecretOperation {

    /** Performs it for its caller, or throws the refusal. The caller holds the store's monitor. */
    Map<String, Object> perform(SecretCall call, Identity caller);
}

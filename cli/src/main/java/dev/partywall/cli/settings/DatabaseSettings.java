package dev.partywall.cli.settings;

import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A database.
 *
 * @param url where; it may hold a password, so it is shown nowhere
 * @param user who logs in
 * @param password with what
 */
public record DatabaseSettings(String url, Optional<String> user, Optional<Password> password) {

    private static final Pattern URL = Pattern.compile("jdbc:[!-~]+");

    /** The database that three settings name, if they name one. */
    static Optional<DatabaseSettings> of(SettingTexts settings, SettingKey url, SettingKey user, SettingKey password) {
        settings.requireNone(url, user, password);
        return settings.find(url)
                .map(text -> new DatabaseSettings(
                        requireUrl(url, text),
                        settings.find(user),
                        settings.find(password).map(Password::of)));
    }

    private static String requireUrl(SettingKey key, String text) {
        if (!URL.matcher(text).matches()) {
            throw InvalidLifecycleSettingException.setting(
                    key.toString(), "takes a URL of JDBC, such as jdbc:postgresql://host/database");
        }
        return text;
    }

    /** What must not be shown, wherever it turns up: drivers quote URLs in their messages. */
    Stream<String> secrets() {
        return Stream.concat(UrlSecrets.of(url), password.stream().map(Password::reveal));
    }

    /** The URL without all that may be secret in it. */
    @Override
    public String toString() {
        int end = url.indexOf(':', "jdbc:".length());
        return (end < 0 ? "jdbc:" : url.substring(0, end + 1)) + "***";
    }
}

package dev.partywall.cli.settings;

import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings as texts, from a file and from options. Unknown names, names that stand twice and empty values are refused.
 */
final class SettingTexts {

    private final Map<SettingKey, String> texts = new EnumMap<>(SettingKey.class);
    private final Path folder;

    private SettingTexts(Path folder) {
        this.folder = folder;
    }

    /** An option takes the place of what the file says. */
    static SettingTexts read(Optional<Path> file, Map<String, String> options) {
        Path folder = file.map(Path::toAbsolutePath).map(Path::getParent).orElse(Path.of(""));
        SettingTexts settings = new SettingTexts(folder);
        file.map(SettingTexts::load).ifPresent(read -> read.forEach(settings::add));
        options.forEach(settings::override);
        return settings;
    }

    private static Map<String, String> load(Path file) {
        StrictProperties properties = new StrictProperties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw refused(
                    "settings",
                    "file " + file + " cannot be read as properties in UTF-8; name one that this user may read",
                    unreadable);
        }
        return properties.once();
    }

    private void add(String name, String value) {
        SettingKey key = SettingKey.of(name);
        if (value.isBlank()) {
            throw InvalidLifecycleSettingException.setting(name, "has no value; give it one, or leave it out");
        }
        texts.put(key, value.strip());
    }

    private void override(String name, String value) {
        if (SettingKey.of(name).isSecret()) {
            throw InvalidLifecycleSettingException.setting(
                    name, "is taken from the settings file only: other users see the options of a process");
        }
        add(name, value);
    }

    boolean has(SettingKey key) {
        return texts.containsKey(key);
    }

    Optional<String> find(SettingKey key) {
        return Optional.ofNullable(texts.get(key));
    }

    String require(SettingKey key, String because) {
        return find(key)
                .orElseThrow(() -> InvalidLifecycleSettingException.setting(key.toString(), "is missing; " + because));
    }

    /** The value as something else. Who refuses it would quote it, so what they say is left out. */
    <T> Optional<T> find(SettingKey key, Function<String, T> parse, String takes) {
        return find(key).map(text -> {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException unfit) {
                throw InvalidLifecycleSettingException.setting(key.toString(), "takes " + takes);
            }
        });
    }

    /** Refuses these, which mean nothing without the other. A setting that nothing goes by is a mistake. */
    void requireNone(SettingKey missing, SettingKey... others) {
        for (SettingKey other : others) {
            if (has(other)) {
                require(missing, "without it " + other + " means nothing");
            }
        }
    }

    /** A file that a setting names, beside the settings file unless its path is absolute. */
    Path path(SettingKey key, String name) {
        try {
            return folder.resolve(name);
        } catch (IllegalArgumentException noPath) {
            throw refused(key.toString(), "takes the path of a file", noPath);
        }
    }

    /** The text of the file that a setting names. */
    String content(SettingKey key, String name) {
        Path file = path(key, name);
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw refused(key.toString(), "file " + file + " cannot be read as UTF-8", unreadable);
        }
    }

    static InvalidLifecycleSettingException refused(String setting, String problem, Exception cause) {
        return InvalidLifecycleSettingException.setting(setting, problem, cause);
    }

    /** Of two lines with the same name {@link Properties} keeps the last. */
    private static final class StrictProperties extends Properties {

        private static final long serialVersionUID = 1L;

        private final transient List<String> twice = new ArrayList<>();

        @Override
        public synchronized @Nullable Object put(Object name, Object value) {
            @Nullable Object before = super.put(name, value);
            if (before != null) {
                twice.add(String.valueOf(name));
            }
            return before;
        }

        private Map<String, String> once() {
            if (!twice.isEmpty()) {
                throw InvalidLifecycleSettingException.setting(
                        twice.get(0), "stands in the file twice; take one of the two away");
            }
            return stringPropertyNames().stream()
                    .collect(Collectors.toUnmodifiableMap(name -> name, name -> getProperty(name, "")));
        }
    }
}

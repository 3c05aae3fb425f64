package org.inceptionnext.fetch.registries;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.inceptionnext.fetch.signing.TrustedKeys;
import org.inceptionnext.fetch.signing.VerificationKey;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Which registries the user names, in order: those of {@code -Dinceptionnext.registry} or else of {@code INX_REGISTRY}, then
 * those of {@code ~/.config/inx/config.yaml}.
 *
 * @param places in the order in which names are looked up
 * @param tokens by host
 */
public record Configuration(List<RegistryPlace> places, Map<String, String> tokens) {
    /** The library's own models only. */
    public static final Configuration NONE = new Configuration(List.of(), Map.of());

    /** Registries, separated by spaces: {@code com.acme=https://models.acme.example/zoo}, or without the group. */
    public static final String VARIABLE = "INX_REGISTRY";

    /** The same as a system property, which outweighs the variable. */
    public static final String PROPERTY = "inceptionnext.registry";

    /** Files of public keys that those registries must be signed with, separated as class paths are. */
    public static final String KEY_VARIABLE = "INX_REGISTRY_KEY";

    /** The same as a system property. */
    public static final String KEY_PROPERTY = "inceptionnext.registry.key";

    private static final long MAX_BYTES = 1 << 20;

    /** Makes a configuration; list and map are copied. */
    public Configuration {
        places = List.copyOf(places);
        tokens = Map.copyOf(tokens);
    }

    /**
     * Reads the configuration.
     *
     * @throws ConfigurationException if something in it is not what it must be
     */
    public static Configuration of(Map<String, String> environment, Properties properties) throws IOException {
        List<RegistryPlace> places = new ArrayList<>(stated(environment, properties));
        Map<String, String> tokens = new LinkedHashMap<>();
        Path file = file(environment, properties);
        if (Files.isRegularFile(file)) {
            new ConfigurationFile(file, environment).read(places, tokens);
        }
        return new Configuration(places, tokens);
    }

    /** Returns where the configuration file is looked for. */
    public static Path file(Map<String, String> environment, Properties properties) {
        String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path home = xdg.isBlank() ? Path.of(properties.getProperty("user.home", "."), ".config") : Path.of(xdg);
        return home.resolve("inx").resolve("config.yaml");
    }

    private static List<RegistryPlace> stated(Map<String, String> environment, Properties properties)
            throws IOException {
        String property = properties.getProperty(PROPERTY);
        String source = property == null ? VARIABLE : PROPERTY;
        String text = property == null ? environment.getOrDefault(VARIABLE, "") : property;
        if (text.isBlank()) {
            return List.of();
        }
        String keyProperty = properties.getProperty(KEY_PROPERTY);
        String keyFiles = keyProperty == null ? environment.getOrDefault(KEY_VARIABLE, "") : keyProperty;
        List<VerificationKey> keys = new ArrayList<>();
        for (String file : keyFiles.split(File.pathSeparator, -1)) {
            if (!file.isBlank()) {
                keys.add(VerificationKey.read(Path.of(file)));
            }
        }
        List<RegistryPlace> places = new ArrayList<>();
        for (String word : text.strip().split("\\s+", -1)) {
            int equals = word.indexOf('=');
            Set<String> groups = Set.of();
            if (equals > 0) {
                RegistryPlace.requireGroup(word.substring(0, equals), source);
                groups = Set.of(word.substring(0, equals));
            }
            String where = word.substring(equals + 1);
            URI location = RegistryPlace.location(where, source, Path.of(""));
            places.add(new RegistryPlace(where, location, groups, new TrustedKeys(keys, List.of())));
        }
        return places;
    }

    /** The file: lists of registries and of tokens, and nothing else. */
    private record ConfigurationFile(Path file, Map<String, String> environment) {

        void read(List<RegistryPlace> places, Map<String, String> tokens) throws IOException {
            Map<?, ?> root = map(yaml(), file.toString());
            only(root, Set.of("registries", "tokens"), file.toString());
            Object registries = root.get("registries");
            if (registries != null) {
                int index = 0;
                for (Object each : list(registries, file + ": registries")) {
                    String place = file + ": registries[" + index++ + "]";
                    RegistryPlace registry = registry(map(each, place), place);
                    if (places.stream().anyMatch(other -> other.name().equals(registry.name()))) {
                        throw new ConfigurationException(
                                place + ".name", "'" + registry.name() + "' a second time", "each name once");
                    }
                    places.add(registry);
                }
            }
            Object hosts = root.get("tokens");
            if (hosts != null) {
                for (Map.Entry<?, ?> host : map(hosts, file + ": tokens").entrySet()) {
                    String place = file + ": tokens." + host.getKey();
                    token(text(host.getValue(), place))
                            .ifPresent(token ->
                                    tokens.put(String.valueOf(host.getKey()).toLowerCase(Locale.ROOT), token));
                }
            }
        }

        private @Nullable Object yaml() throws IOException {
            if (Files.size(file) > MAX_BYTES) {
                throw new ConfigurationException(file.toString(), Files.size(file) + " bytes", "at most " + MAX_BYTES);
            }
            try {
                LoadSettings settings =
                        LoadSettings.builder().setLabel(file.toString()).build();
                return new Load(settings).loadFromString(Files.readString(file));
            } catch (YamlEngineException e) {
                throw new ConfigurationException(file.toString(), "no YAML (" + e.getMessage() + ")", "YAML");
            }
        }

        private RegistryPlace registry(Map<?, ?> fields, String place) throws IOException {
            only(fields, Set.of("name", "location", "groups", "keys", "revoked"), place);
            String name = text(fields.get("name"), place + ".name");
            URI location = RegistryPlace.location(
                    text(fields.get("location"), place + ".location"), place + ".location", folder());
            Set<String> groups = new LinkedHashSet<>();
            for (Object group : optionalList(fields.get("groups"), place + ".groups")) {
                RegistryPlace.requireGroup(text(group, place + ".groups"), place + ".groups");
                groups.add(text(group, place + ".groups"));
            }
            TrustedKeys keys = new TrustedKeys(
                    keys(fields.get("keys"), place + ".keys"), keys(fields.get("revoked"), place + ".revoked"));
            return new RegistryPlace(name, location, groups, keys);
        }

        /** A key is its PEM text, or a file relative to this one. */
        private List<VerificationKey> keys(@Nullable Object value, String place) throws IOException {
            List<VerificationKey> keys = new ArrayList<>();
            for (Object each : optionalList(value, place)) {
                String text = text(each, place);
                keys.add(
                        text.contains("-----BEGIN")
                                ? VerificationKey.parse(text, place)
                                : VerificationKey.read(folder().resolve(text)));
            }
            return keys;
        }

        /** A token stands in the file, or in the variable that {@code env:NAME} names. */
        private Optional<String> token(String text) {
            String token =
                    text.startsWith("env:") ? environment.getOrDefault(text.substring("env:".length()), "") : text;
            return Optional.of(token.strip()).filter(stripped -> !stripped.isEmpty());
        }

        private Path folder() {
            Path parent = file.toAbsolutePath().getParent();
            return parent == null ? Path.of("/") : parent;
        }

        private static void only(Map<?, ?> fields, Set<String> known, String place) throws ConfigurationException {
            for (Object field : fields.keySet()) {
                if (!known.contains(String.valueOf(field))) {
                    throw new ConfigurationException(
                            place,
                            "the field '" + field + "'",
                            String.join(", ", known.stream().sorted().toList()));
                }
            }
        }

        private static Map<?, ?> map(@Nullable Object value, String place) throws ConfigurationException {
            if (value instanceof Map<?, ?> map) {
                return map;
            }
            throw new ConfigurationException(place, "'" + value + "'", "a mapping");
        }

        private static List<?> list(@Nullable Object value, String place) throws ConfigurationException {
            if (value instanceof List<?> list) {
                return list;
            }
            throw new ConfigurationException(place, "'" + value + "'", "a list");
        }

        private static List<?> optionalList(@Nullable Object value, String place) throws ConfigurationException {
            return value == null ? List.of() : list(value, place);
        }

        private static String text(@Nullable Object value, String place) throws ConfigurationException {
            if (value instanceof String text && !text.isBlank()) {
                return text.strip();
            }
            // Not the value: it may be a secret.
            throw new ConfigurationException(place, value == null ? "nothing" : "another type", "a text");
        }
    }
}

package org.inceptionnext.fetch.registries;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.inceptionnext.fetch.http.SafeAddress;
import org.inceptionnext.fetch.signing.TrustedKeys;
import org.inceptionnext.registry.Coordinates;
import org.inceptionnext.registry.ModelCard;

/**
 * A registry that the user names.
 *
 * @param name what messages call it
 * @param location {@code https:} or {@code file:}, with a slash at its end; {@code http:} of this machine
 * @param groups the groups that may stand there; empty for any
 * @param keys who may sign there; without keys, signatures are not looked at
 */
public record RegistryPlace(String name, URI location, Set<String> groups, TrustedKeys keys) {

    /** Makes a place; the groups are copied. */
    public RegistryPlace {
        groups = Set.copyOf(groups);
    }

    /** Returns the folder, if it is one. */
    Optional<Path> folder() {
        return "file".equals(location.getScheme()) ? Optional.of(Path.of(location)) : Optional.empty();
    }

    /**
     * Reads where a registry is: an https address or a folder.
     *
     * @param place where the text stands, for messages
     * @param base what relative folders are relative to
     */
    static URI location(String text, String place, Path base) throws ConfigurationException {
        if (!text.contains("://")) {
            String uri = base.resolve(text).toAbsolutePath().normalize().toUri().toString();
            return URI.create(uri.endsWith("/") ? uri : uri + "/");
        }
        try {
            URI uri = URI.create(text.endsWith("/") ? text : text + "/");
            boolean isWeb = SafeAddress.isSafe(uri);
            boolean isFolder = "file".equals(uri.getScheme()) && uri.getAuthority() == null;
            if ((isWeb || isFolder) && uri.getUserInfo() == null && uri.getRawQuery() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new ConfigurationException(place, "'" + text + "'", "an https:// address or a folder");
    }

    static void requireGroup(String group, String place) throws ConfigurationException {
        if (!Coordinates.isGroup(group) || group.equals(ModelCard.LIBRARY_GROUP)) {
            throw new ConfigurationException(
                    place, "'" + group + "'", Coordinates.GROUP_RULE + ", and not " + ModelCard.LIBRARY_GROUP);
        }
    }
}

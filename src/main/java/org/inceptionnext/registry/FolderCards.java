package org.inceptionnext.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The cards of a folder that {@code inx publish} wrote, or a copy of one.
 *
 * @param name what messages call it
 * @param folder its root
 * @param groups the groups that may stand there; empty for any
 */
public record FolderCards(String name, Path folder, Set<String> groups) implements CardSource {

    /** Makes a source; the groups are copied. */
    public FolderCards {
        groups = Set.copyOf(groups);
    }

    @Override
    public Optional<URI> root() {
        String uri = folder.toAbsolutePath().normalize().toUri().toString();
        // A folder that does not exist yet has no slash at its end.
        return Optional.of(URI.create(uri.endsWith("/") ? uri : uri + "/"));
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public byte[] read(String path) throws IOException {
        Path file = folder.resolve(path);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new IOException(file + " is larger than " + MAX_FILE_BYTES + " bytes, so it describes no model");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new IOException("no such file: " + file, e);
        }
    }
}

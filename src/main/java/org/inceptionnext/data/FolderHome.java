package org.inceptionnext.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder as a home.
 *
 * @param root where keys begin; a key that is absolute stands for itself
 */
public record FolderHome(Path root) implements PictureHome {
    @Override
    public Picture picture(String key, long place) {
        Path path = root.resolve(key);
        return new Picture(path.toString(), new PictureOrigin.OfFile(path), () -> Files.newInputStream(path));
    }

    @Override
    public long sizeBytes(String key, long place) throws IOException {
        return Files.size(root.resolve(key));
    }
}

package org.inceptionnext.fetch.store;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.inceptionnext.fetch.Sha256;
import org.inceptionnext.fetch.StoreException;

/**
 * Files of the store under the names that they have in their repository, beside each other, as readers of a repository's folder
 * want them: {@code hub/OWNER--NAME/COMMIT/}. They are hard links to the store's files, or copies where a file system has none.
 */
public final class RepositoryFolder {
    private static final String ROOT = "hub";

    private final BlobStore blobs;

    public RepositoryFolder(BlobStore blobs) {
        this.blobs = blobs;
    }

    /**
     * Makes the folder of a commit hold exactly these files. Writes nothing if it does already.
     *
     * @param repository {@code OWNER/NAME}
     * @param files by the name that each is to have; verified just now
     * @return the folder
     * @throws StoreException if something else lies there
     */
    public Path lay(String repository, String commit, Map<String, Path> files) throws IOException {
        Path folder = blobs.folder(ROOT + "/" + repository.replace("/", "--") + "/" + commit);
        try (Stream<Path> present = Files.list(folder)) {
            List<Path> strange = present.filter(
                            path -> !files.containsKey(path.getFileName().toString()))
                    .toList();
            if (!strange.isEmpty()) {
                throw new StoreException(
                        strange.get(0) + " was not put there by this library. Take it away, and run this again.", null);
            }
        }
        for (Map.Entry<String, Path> file : files.entrySet()) {
            Path named = folder.resolve(file.getKey());
            if (!isSame(named, file.getValue())) {
                put(file.getValue(), named);
            }
        }
        return folder;
    }

    /** Removes a file of the store from the folders in which it has a name, so that its space becomes free with it. */
    public void forget(Path blob) throws IOException {
        for (Path repository : blobs.list(ROOT)) {
            for (Path commit : blobs.list(ROOT + "/" + repository.getFileName())) {
                for (Path file : blobs.list(ROOT + "/" + repository.getFileName() + "/" + commit.getFileName())) {
                    if (isSame(file, blob)) {
                        Files.deleteIfExists(file);
                    }
                }
                removeIfEmpty(commit);
            }
            removeIfEmpty(repository);
        }
    }

    private static void removeIfEmpty(Path folder) throws IOException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            // Others of its files stay.
            return;
        }
    }

    private static boolean isSame(Path named, Path blob) throws IOException {
        if (!Files.isRegularFile(named, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        return Files.isSameFile(named, blob)
                || (Files.size(named) == Files.size(blob)
                        && Sha256.of(named).equals(blob.getFileName().toString()));
    }

    private void put(Path blob, Path named) throws IOException {
        Path made = blobs.folder("partial")
                .resolve("link." + ProcessHandle.current().pid() + "."
                        + Thread.currentThread().getId());
        Files.deleteIfExists(made);
        try {
            Files.createLink(made, blob);
        } catch (UnsupportedOperationException | FileAlreadyExistsException e) {
            Files.copy(blob, made, StandardCopyOption.REPLACE_EXISTING);
        } catch (java.nio.file.FileSystemException e) {
            // Such as FAT, or a system that allows no links to this user.
            Files.copy(blob, made, StandardCopyOption.REPLACE_EXISTING);
        }
        try {
            Files.move(made, named, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(made);
        }
    }
}

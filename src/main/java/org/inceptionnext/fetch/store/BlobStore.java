package org.inceptionnext.fetch.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.inceptionnext.fetch.FetchListener;
import org.inceptionnext.fetch.Sha256;
import org.inceptionnext.fetch.StoreException;

/**
 * Files by the SHA-256 of their content. A file appears under its name whole and verified, or not at all; it is verified
 * again each time it is asked for.
 *
 * <ul>
 *   <li>{@code blobs/sha256/} the files
 *   <li>{@code partial/} what is being received
 *   <li>{@code damaged/} files whose content no longer has their name
 *   <li>{@code locks/} who is fetching what
 *   <li>{@code weights.lock} which file each address gave, {@link WeightsLock}
 * </ul>
 */
public final class BlobStore {
    public static final String OTHER_PLACE =
            "Another place is chosen by the environment variable DJL_CACHE_DIR, for inx also by --cache-dir.";

    private final Path root;

    /** Names the folder; it is made when it is needed, readable by its owner only. */
    public BlobStore(Path root) {
        this.root = root;
    }

    public Path root() {
        return root;
    }

    /** Returns the file of this content, if it is there and undamaged; one that is damaged is set aside. */
    public Optional<Path> find(String sha256, FetchListener listener) throws IOException {
        Path blob = blob(sha256);
        try {
            if (!Files.exists(blob, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            if (isIntact(blob)) {
                return Optional.of(blob);
            }
            Path aside = setAside(blob);
            listener.note(
                    blob + " is damaged: its content no longer has the SHA-256 of its name. It was moved to " + aside);
        } catch (NoSuchFileException e) {
            // Another process has just set it aside.
        }
        return Optional.empty();
    }

    /** Returns whether a file of the store has the content that its name says. A symbolic link has none. */
    public static boolean isIntact(Path blob) throws IOException {
        return Files.isRegularFile(blob, LinkOption.NOFOLLOW_LINKS)
                && Sha256.of(blob).equals(blob.getFileName().toString());
    }

    /** Moves a file that is not what its name says out of the way, and returns where to. */
    public Path setAside(Path blob) throws IOException {
        Path folder = folder("damaged");
        for (int i = 1; ; i++) {
            Path aside = folder.resolve(blob.getFileName() + "." + i);
            if (!Files.exists(aside, LinkOption.NOFOLLOW_LINKS)) {
                // Moves a symbolic link itself, not what it points to.
                return Files.move(blob, aside, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    /** Returns where to receive a file from this address. */
    public Path partial(String url, boolean exclusive) throws IOException {
        String name = Sha256.of(url.getBytes(StandardCharsets.UTF_8)).substring(0, 32);
        // Without a lock two owners must not write into one file.
        return folder("partial")
                .resolve(
                        exclusive
                                ? name
                                : name + "." + ProcessHandle.current().pid() + "."
                                        + Thread.currentThread().getId());
    }

    /** Makes a received and verified file the one of its name. */
    public Path publish(PartialFile partial, String sha256) throws IOException {
        Path blob = folder("blobs/sha256").resolve(sha256);
        partial.close();
        move(partial.path(), blob);
        partial.forget();
        return blob;
    }

    /** Returns the names of a folder's files, sorted; none if there is no such folder. */
    public List<Path> list(String folder) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(folder))) {
            return new ArrayList<>(files.sorted().toList());
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    Path blob(String sha256) {
        return root.resolve("blobs/sha256").resolve(sha256);
    }

    /** Returns a folder of the store, made if need be, private to its owner; a symbolic link in its place is refused. */
    public Path folder(String name) throws IOException {
        Path folder = root;
        try {
            createPrivate(root);
            for (Path part : Path.of(name)) {
                folder = folder.resolve(part);
                createPrivate(folder);
                if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    throw new StoreException(
                            folder + " is no folder of its own (a file, or a symbolic link to elsewhere),"
                                    + " so nothing is written through it. Remove it.",
                            null);
                }
            }
            return folder;
        } catch (FileSystemException e) {
            throw unusable(folder, e);
        }
    }

    /** Returns the failure that stands for a file or folder of the store that cannot be read or written. */
    public static StoreException unusable(Path path, IOException cause) {
        String problem = cause instanceof FileSystemException e
                ? (e.getReason() == null ? cause.getClass().getSimpleName() : e.getReason())
                        + "). Look at its owner and mode. "
                // Writing into a file that is open fails for want of space, and hardly for anything else.
                : cause.getMessage() + "). Look whether the disk is full. ";
        return new StoreException(path + " cannot be used (" + problem + OTHER_PLACE, cause);
    }

    private static void createPrivate(Path folder) throws IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(to.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            // Windows opens no folder, and needs this not.
            return;
        }
    }
}

package org.inceptionnext.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes a file so that its name always stands for the old content or for the whole new one: to a temporary file beside
 * it, forced to the disk, then renamed.
 *
 * <p>When the process is told to end, the temporary file goes with it. One that was killed leaves its temporary file, which
 * {@link #removeLeftovers} finds.
 */
public final class AtomicFile {
    private static final String SUFFIX = ".tmp";

    /** The temporary files of this process: to open and close one would end the lock on it. */
    private static final Set<Path> AT_WORK = ConcurrentHashMap.newKeySet();

    /** Produces the content. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it; the channel is at position 0 of an empty file, and is closed by the caller. */
        void writeTo(FileChannel out) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Writes a file, replacing what was there; on failure the target is untouched and the temporary file is gone.
     *
     * @throws WriteFailedException if the file system fails
     * @throws IOException if the content cannot be produced
     */
    public static void write(Path target, Content content) throws IOException {
        Path absolute = target.toAbsolutePath();
        Path directory = absolute.getParent();
        if (directory == null || absolute.getFileName() == null) {
            throw new IOException(target + " is not the name of a file");
        }
        String random = String.format("%016x", ThreadLocalRandom.current().nextLong());
        Path temporary = directory.resolve(prefix(absolute) + random + SUFFIX);
        Thread cleaning = new Thread(() -> deleteQuietly(temporary), "inceptionnext-temporary-file");
        addExitHook(cleaning);
        AT_WORK.add(temporary);
        try {
            try (FileChannel out = FileChannel.open(
                    temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                lock(out);
                WriteBehind.write(out, content);
                out.force(true);
            }
            Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw isOfWriting(e, temporary) ? new WriteFailedException(target, e) : e;
        } finally {
            Files.deleteIfExists(temporary);
            AT_WORK.remove(temporary);
            removeExitHook(cleaning);
        }
        forceDirectory(directory);
    }

    /**
     * Deletes the temporary files of writers of this target that were killed. Those of writers at work stay: they hold a
     * lock, which ends with its process.
     *
     * @throws IOException if the target's folder cannot be read
     */
    public static void removeLeftovers(Path target) throws IOException {
        Path absolute = target.toAbsolutePath();
        Path directory = absolute.getParent();
        if (directory == null) {
            return;
        }
        String prefix = prefix(absolute);
        DirectoryStream.Filter<Path> isTemporary = file -> {
            String name = String.valueOf(file.getFileName());
            return name.startsWith(prefix) && name.substring(prefix.length()).matches("[0-9a-f]{16}\\.tmp");
        };
        try (DirectoryStream<Path> temporaries = Files.newDirectoryStream(directory, isTemporary)) {
            for (Path temporary : temporaries) {
                if (!AT_WORK.contains(temporary) && isUnlocked(temporary)) {
                    deleteQuietly(temporary);
                }
            }
        }
    }

    /**
     * Returns whether the file that is written failed, not what its content is made of: readers of checkpoints throw types of
     * their own, a file channel that cannot write throws a bare {@link IOException}.
     */
    private static boolean isOfWriting(IOException e, Path temporary) {
        return e.getClass() == IOException.class
                || (e instanceof FileSystemException failure
                        && temporary.toString().equals(failure.getFile()));
    }

    private static String prefix(Path target) {
        return "." + target.getFileName() + ".";
    }

    private static boolean isUnlocked(Path temporary) {
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (IOException e) {
            return false;
        }
    }

    /** Some network file systems have no locks; there, leftovers stay. */
    private static void lock(FileChannel out) {
        try {
            out.tryLock();
        } catch (IOException e) {
            return;
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It is not in anybody's way.
            return;
        }
    }

    private static void addExitHook(Thread hook) {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends already: what is written now is written by another hook.
            return;
        }
    }

    private static void removeExitHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return;
        }
    }

    /** Makes the rename durable where directories can be opened; Windows refuses that, and needs it not. */
    private static void forceDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            return;
        }
    }
}

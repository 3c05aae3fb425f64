package org.inceptionnext.cli.pictures;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Set;
import org.inceptionnext.cli.console.Failures;
import org.inceptionnext.cli.console.Glob;
import org.jspecify.annotations.Nullable;

/**
 * What the picture arguments of a command stand for: pictures, in the order of the arguments,
 * and below a folder in the order of their names. A folder is walked while it is iterated: of a million pictures no more
 * than one folder's names are held.
 */
final class Inputs implements Iterable<Input> {
    private static final Set<String> PICTURE_EXTENSIONS =
            Set.of("jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "webp");

    private final List<String> arguments;
    private final InputStream standardInput;
    private final boolean offline;

    /**
     * @param arguments files, folders, globs, http(s) URLs, or {@code -}
     * @param standardInput what {@code -} means
     * @param offline whether a URL is an error
     */
    Inputs(List<String> arguments, InputStream standardInput, boolean offline) {
        this.arguments = List.copyOf(arguments);
        this.standardInput = standardInput;
        this.offline = offline;
    }

    @Override
    public Iterator<Input> iterator() {
        return new Walk();
    }

    /** Returns whether there is one input and no second. */
    boolean isOne() {
        Iterator<Input> walk = iterator();
        if (!walk.hasNext()) {
            return false;
        }
        walk.next();
        return !walk.hasNext();
    }

    /** Walks everything and returns how many inputs there are. */
    long count() {
        long count = 0;
        for (Iterator<Input> walk = iterator(); walk.hasNext(); walk.next()) {
            count++;
        }
        return count;
    }

    /** A folder that is being walked; its real path shows when a symbolic link leads back into it. */
    private record Folder(Path real, Iterator<Path> entries) {}

    private final class Walk implements Iterator<Input> {
        private final Iterator<String> remaining = arguments.iterator();
        private final Deque<Folder> folders = new ArrayDeque<>();
        private String argument = "";
        private boolean argumentGaveNothing;
        private @Nullable Input next;

        @Override
        public boolean hasNext() {
            while (next == null && (remaining.hasNext() || !folders.isEmpty())) {
                next = folders.isEmpty() ? start(remaining.next()) : step(folders.element());
            }
            return next != null;
        }

        @Override
        public Input next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            Input result = next;
            next = null;
            return result;
        }

        private @Nullable Input start(String text) {
            argument = text;
            argumentGaveNothing = false;
            if (text.isEmpty()) {
                return Input.failing(text, "an empty name");
            }
            if (text.equals("-")) {
                return new Input(text, () -> standardInput);
            }
            if (WebPicture.isUrl(text)) {
                return new Input(text, () -> WebPicture.open(text, offline));
            }
            try {
                Path path = Path.of(text);
                if (Files.isDirectory(path)) {
                    argumentGaveNothing = true;
                    return enter(path);
                }
                if (Files.exists(path) || !Glob.isGlob(text)) {
                    return file(path);
                }
                List<Path> matches = Glob.expand(text);
                folders.push(new Folder(path, matches.iterator()));
                return matches.isEmpty() ? Input.failing(text, "no file matches this pattern") : null;
            } catch (InvalidPathException e) {
                return Input.failing(text, "not a file name: " + e.getReason());
            } catch (IOException e) {
                return Input.failing(text, Failures.of(e).message());
            }
        }

        private @Nullable Input step(Folder folder) {
            if (folder.entries().hasNext()) {
                Path entry = folder.entries().next();
                if (Files.isDirectory(entry)) {
                    return enter(entry);
                }
                argumentGaveNothing = false;
                return file(entry);
            }
            folders.pop();
            if (folders.isEmpty() && argumentGaveNothing) {
                argumentGaveNothing = false;
                return Input.failing(
                        argument,
                        "no picture in this folder (looked for "
                                + String.join(
                                        ", ",
                                        PICTURE_EXTENSIONS.stream().sorted().toList()) + ")");
            }
            return null;
        }

        private @Nullable Input enter(Path path) {
            try {
                Path real = path.toRealPath();
                boolean insideItself = folders.stream().anyMatch(folder -> real.equals(folder.real()));
                if (!insideItself) {
                    folders.push(new Folder(real, pictures(path).iterator()));
                }
                return null;
            } catch (IOException e) {
                argumentGaveNothing = false;
                return Input.failing(path.toString(), Failures.of(e).message());
            }
        }
    }

    private static Input file(Path path) {
        return new Input(path.toString(), () -> Files.newInputStream(path));
    }

    /** Lists what a folder holds of pictures and folders, by name; hidden ones are left out, as a shell does. */
    private static List<Path> pictures(Path folder) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path entry : stream) {
                String name = entry.getFileName().toString();
                String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
                boolean wanted = PICTURE_EXTENSIONS.contains(extension) || Files.isDirectory(entry);
                if (wanted && !name.startsWith(".")) {
                    entries.add(entry);
                }
            }
        }
        entries.sort(Comparator.comparing(entry -> entry.getFileName().toString()));
        return entries;
    }
}

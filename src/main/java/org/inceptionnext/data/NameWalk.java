package org.inceptionnext.data;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.inceptionnext.data.PictureException.Reason;
import org.jspecify.annotations.Nullable;

/** The walk through names, folder by folder, depth first. */
final class NameWalk implements PictureWalk {
    private final Iterator<String> remaining;
    private final WebAccess web;
    private final Picture.Opener standardInput;
    private final Deque<Level> levels = new ArrayDeque<>();
    private final PassedOver.Counter passedOver = new PassedOver.Counter();
    private String name = "";
    private boolean nameGaveNothing;
    private long given;
    private @Nullable Picture next;

    /** A folder on the way down; its real path shows when a symbolic link leads back into it. */
    private record Level(Path real, Iterator<Path> entries) {}

    NameWalk(List<String> names, WebAccess web, Picture.Opener standardInput) {
        this.remaining = names.iterator();
        this.web = web;
        this.standardInput = standardInput;
    }

    @Override
    public boolean hasNext() {
        while (next == null && (remaining.hasNext() || !levels.isEmpty())) {
            next = levels.isEmpty() ? start(remaining.next()) : step(levels.element());
        }
        return next != null;
    }

    @Override
    public Picture next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        Picture result = next;
        next = null;
        given++;
        return result;
    }

    @Override
    public long given() {
        return given;
    }

    @Override
    public PassedOver passedOver() {
        return passedOver.counted();
    }

    @Override
    public void close() {
        levels.clear();
        next = null;
    }

    private @Nullable Picture start(String text) {
        name = text;
        nameGaveNothing = false;
        if (text.isEmpty()) {
            return nothing(text, Reason.NOT_A_NAME, "an empty name");
        }
        if (text.equals("-")) {
            return new Picture(text, new PictureOrigin.OfStream(), standardInput);
        }
        try {
            if (isWeb(text)) {
                URI address = URI.create(text);
                return new Picture(text, new PictureOrigin.OfAddress(address), () -> web.open(address));
            }
            return startPath(text, startsWith(text, "file:") ? Path.of(URI.create(text)) : Path.of(text));
        } catch (InvalidPathException e) {
            return nothing(text, Reason.NOT_A_NAME, "not a file name: " + e.getReason());
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            return nothing(text, Reason.NOT_A_NAME, "not an address: " + e.getMessage());
        } catch (IOException e) {
            return Picture.failing(text, new PictureOrigin.OfNothing(), e);
        }
    }

    private @Nullable Picture startPath(String text, Path path) throws IOException {
        if (Files.isDirectory(path)) {
            nameGaveNothing = true;
            return enter(path);
        }
        if (Files.exists(path) || !Glob.isGlob(text)) {
            return file(path);
        }
        List<Path> matches = Glob.expand(text);
        levels.push(new Level(path, matches.iterator()));
        return matches.isEmpty() ? nothing(text, Reason.NO_PICTURES, "no file matches this pattern") : null;
    }

    private @Nullable Picture step(Level level) {
        if (level.entries().hasNext()) {
            Path entry = level.entries().next();
            if (Files.isDirectory(entry)) {
                return enter(entry);
            }
            nameGaveNothing = false;
            return file(entry);
        }
        levels.pop();
        if (levels.isEmpty() && nameGaveNothing) {
            nameGaveNothing = false;
            return nothing(
                    name,
                    Reason.NO_PICTURES,
                    "no picture in this folder (looked for " + PictureNames.extensions() + ")");
        }
        return null;
    }

    private @Nullable Picture enter(Path path) {
        try {
            Path real = path.toRealPath();
            boolean insideItself = levels.stream().anyMatch(level -> real.equals(level.real()));
            if (!insideItself) {
                levels.push(new Level(real, FolderListing.of(path, passedOver).iterator()));
            }
            return null;
        } catch (IOException e) {
            nameGaveNothing = false;
            return Picture.failing(path.toString(), new PictureOrigin.OfNothing(), e);
        }
    }

    private static Picture file(Path path) {
        return new Picture(path.toString(), new PictureOrigin.OfFile(path), () -> Files.newInputStream(path));
    }

    private static Picture nothing(String name, Reason reason, String why) {
        return Picture.failing(name, new PictureOrigin.OfNothing(), new PictureException(name, reason, why));
    }

    private static boolean isWeb(String text) {
        return startsWith(text, "http://") || startsWith(text, "https://");
    }

    private static boolean startsWith(String text, String prefix) {
        return text.toLowerCase(Locale.ROOT).startsWith(prefix);
    }
}

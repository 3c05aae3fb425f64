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
import java.util.Set;
import org.inceptionnext.data.PictureException.Reason;
import org.inceptionnext.data.archive.Archive;
import org.inceptionnext.data.archive.ArchiveItem;
import org.inceptionnext.data.archive.ArchiveKind;
import org.inceptionnext.data.archive.ArchiveWalk;
import org.jspecify.annotations.Nullable;

/** The walk through names, folder by folder, depth first. */
final class NameWalk implements PictureWalk {
    private final Iterator<String> remaining;
    private final WebAccess web;
    private final Picture.Opener standardInput;
    private final Set<String> leftOut;
    private final Deque<Level> levels = new ArrayDeque<>();
    private final PassedOver.Counter passedOver = new PassedOver.Counter();
    private String name = "";
    private boolean nameGaveNothing;
    private long given;
    private @Nullable Picture next;

    /** What is being walked: folders in each other, or an archive. */
    private sealed interface Level {}

    /** A folder on the way down, or what a pattern matches; a real path shows when a symbolic link leads back into it. */
    private record FolderLevel(Path real, Iterator<Path> entries, boolean isPattern) implements Level {}

    private record ArchiveLevel(String name, ArchiveWalk items) implements Level {}

    NameWalk(List<String> names, WebAccess web, Picture.Opener standardInput, Set<String> leftOut) {
        this.remaining = names.iterator();
        this.web = web;
        this.standardInput = standardInput;
        this.leftOut = leftOut;
    }

    @Override
    public boolean hasNext() {
        while (next == null && (remaining.hasNext() || !levels.isEmpty())) {
            Picture found = levels.isEmpty() ? start(remaining.next()) : step(levels.element());
            next = found == null || leftOut.contains(found.name()) ? null : found;
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
        levels.forEach(NameWalk::leave);
        levels.clear();
        next = null;
    }

    private static void leave(Level level) {
        if (level instanceof ArchiveLevel archive) {
            archive.items().close();
        }
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
            return fileOrArchive(path);
        }
        List<Path> matches = Glob.expand(text);
        levels.push(new FolderLevel(path, matches.iterator(), true));
        return matches.isEmpty() ? nothing(text, Reason.NO_PICTURES, "no file matches this pattern") : null;
    }

    private @Nullable Picture step(Level level) {
        return level instanceof ArchiveLevel archive ? step(archive) : step((FolderLevel) level);
    }

    private @Nullable Picture step(FolderLevel level) {
        if (level.entries().hasNext()) {
            Path entry = level.entries().next();
            if (Files.isDirectory(entry)) {
                return enter(entry);
            }
            nameGaveNothing = false;
            return level.isPattern() ? fileOrArchive(entry) : file(entry);
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
            boolean insideItself = levels.stream()
                    .anyMatch(level -> level instanceof FolderLevel folder && real.equals(folder.real()));
            if (!insideItself) {
                levels.push(
                        new FolderLevel(real, FolderListing.of(path, passedOver).iterator(), false));
            }
            return null;
        } catch (IOException e) {
            nameGaveNothing = false;
            return Picture.failing(path.toString(), new PictureOrigin.OfNothing(), e);
        }
    }

    /** What was named itself, and not found in a folder, may be an archive; that costs a look at its first bytes. */
    private @Nullable Picture fileOrArchive(Path path) {
        if (PictureNames.isPicture(path.toString()) || !Files.isRegularFile(path)) {
            return file(path);
        }
        try {
            if (ArchiveKind.of(path).isEmpty()) {
                return file(path);
            }
            levels.push(new ArchiveLevel(path.toString(), Archive.of(path).walk(PictureNames::isPictureEntry)));
            nameGaveNothing = true;
            return null;
        } catch (IOException e) {
            return Picture.failing(path.toString(), new PictureOrigin.OfNothing(), e);
        }
    }

    private @Nullable Picture step(ArchiveLevel archive) {
        if (!archive.items().hasNext()) {
            leave(levels.pop());
            boolean gaveNothing = nameGaveNothing;
            nameGaveNothing = false;
            return gaveNothing
                    ? nothing(
                            archive.name(),
                            Reason.NO_PICTURES,
                            "no picture in this archive (looked for " + PictureNames.extensions() + ")")
                    : null;
        }
        ArchiveItem item = archive.items().next();
        if (item instanceof ArchiveItem.Other) {
            passedOver.addEntry(item.name());
            return null;
        }
        nameGaveNothing = false;
        String full = item.name().isEmpty() ? archive.name() : archive.name() + "/" + item.name();
        if (item instanceof ArchiveItem.Stored stored) {
            PictureOrigin origin = new PictureOrigin.OfEntry(archive.name(), stored.name(), stored.place());
            return new Picture(full, origin, stored.opener()::open);
        }
        return Picture.failing(full, new PictureOrigin.OfNothing(), ((ArchiveItem.Damaged) item).why());
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

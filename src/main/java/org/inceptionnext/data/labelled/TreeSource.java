package org.inceptionnext.data.labelled;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.Function;
import org.inceptionnext.data.ArchiveHome;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.Finding;
import org.inceptionnext.data.Finding.Effect;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.FolderHome;
import org.inceptionnext.data.Picture;
import org.inceptionnext.data.PictureHome;
import org.inceptionnext.data.PictureOrigin;
import org.inceptionnext.data.PictureSource;
import org.inceptionnext.data.PictureWalk;
import org.inceptionnext.data.UnpackedHome;
import org.inceptionnext.data.archive.Archive;
import org.jspecify.annotations.Nullable;

/**
 * A folder a class. As in timm, the folder that holds a picture directly is its class, however deep it lies.
 *
 * <p>It is walked twice: whether folders called {@code train} and {@code val} are parts or classes shows only when all paths
 * were seen.
 */
final class TreeSource implements LabelledSource {
    static final String OUTSIDE = "picture outside of a class folder";
    static final String PASSED_OVER = "no picture, passed over";
    static final String UNREADABLE = "cannot be read";
    static final String TWO_FOLDERS = "two folders of one class";

    /** As {@code inx data split} calls the list that it writes. */
    private static final String LIST = "split.csv";

    private final String name;
    private final PictureSource pictures;
    private final PictureHome home;
    private final Function<PictureOrigin, @Nullable Entry> entryOf;

    /** A picture's key and place. */
    record Entry(String key, long place) {}

    TreeSource(String name, PictureHome home, Function<PictureOrigin, @Nullable Entry> entryOf) {
        this.name = name;
        this.pictures = PictureSource.of(java.util.List.of(name));
        this.home = home;
        this.entryOf = entryOf;
    }

    static TreeSource ofFolder(Path root) {
        return new TreeSource(root.toString(), new FolderHome(root), origin -> {
            if (origin instanceof PictureOrigin.OfFile file) {
                String key = root.relativize(file.path()).toString();
                return new Entry(key.replace(java.io.File.separatorChar, '/'), 0);
            }
            return null;
        });
    }

    static TreeSource ofArchive(String name, Archive archive) {
        PictureHome home = archive.hasRandomAccess() ? new ArchiveHome(name, archive) : new UnpackedHome(name, archive);
        return new TreeSource(
                name,
                home,
                origin -> origin instanceof PictureOrigin.OfEntry entry
                        ? new Entry(entry.entry(), Math.max(entry.place(), 0))
                        : null);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public PictureHome home() {
        return home;
    }

    @Override
    public LabelledWalk walk(Findings findings) throws IOException {
        boolean hasSplits = hasSplits();
        return new Walk(pictures.walk(), hasSplits, findings);
    }

    private boolean hasSplits() throws IOException {
        boolean isEmpty = true;
        try (PictureWalk walk = pictures.walk()) {
            while (walk.hasNext()) {
                Entry entry = entryOf.apply(walk.next().origin());
                isEmpty &= entry == null;
                if (entry != null && TreePath.of(entry.key()).split().isPresent()) {
                    return true;
                }
            }
        }
        if (isEmpty) {
            throw new DataSetException(
                    name, 0, "there is no picture in it", "A folder for each class is needed, with pictures in it");
        }
        return false;
    }

    private final class Walk implements LabelledWalk {
        private final PictureWalk walk;
        private final boolean hasSplits;
        private final Findings findings;
        private final Map<String, String> folders = new TreeMap<>();
        private @Nullable NamedPicture next;
        private boolean isEnded;

        Walk(PictureWalk walk, boolean hasSplits, Findings findings) {
            this.walk = walk;
            this.hasSplits = hasSplits;
            this.findings = findings;
        }

        @Override
        public boolean hasNext() {
            while (next == null && walk.hasNext()) {
                next = named(walk.next());
            }
            if (next == null && !isEnded) {
                isEnded = true;
                walk.passedOver().byKind().forEach((kind, count) -> passedOver(kind, count - ownLists(kind)));
            }
            return next != null;
        }

        private void passedOver(String kind, long count) {
            if (count > 0) {
                findings.add(Finding.ofFile(name, PASSED_OVER, count + " " + kind, Effect.FILE_LEFT_OUT));
            }
        }

        /** The list that {@code inx data split} writes beside the pictures is no surprise there. */
        private long ownLists(String kind) {
            return kind.equals("csv") && Files.isRegularFile(Path.of(name, LIST)) ? 1 : 0;
        }

        @Override
        public NamedPicture next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            NamedPicture result = next;
            next = null;
            return result;
        }

        private @Nullable NamedPicture named(Picture picture) {
            Entry entry = entryOf.apply(picture.origin());
            if (entry == null) {
                findings.add(Finding.ofFile(picture.name(), UNREADABLE, why(picture), Effect.FILE_LEFT_OUT));
                return null;
            }
            TreePath path = TreePath.of(entry.key());
            if (path.leaf().isEmpty() || (hasSplits && path.leafIsSplit())) {
                findings.add(Finding.ofFile(picture.name(), OUTSIDE, "", Effect.PICTURE_LEFT_OUT));
                return null;
            }
            noteFolder(path);
            return new NamedPicture(
                    picture,
                    entry.key(),
                    entry.place(),
                    path.leaf(),
                    path.split().orElse(null));
        }

        private void noteFolder(TreePath path) {
            String part = path.split().map(split -> split + "/").orElse("") + path.leaf();
            String before = folders.putIfAbsent(part, path.parent());
            if (before != null && !before.equals(path.parent())) {
                folders.put(part, path.parent());
                findings.add(Finding.ofFile(
                        path.parent(), TWO_FOLDERS, "so is " + before + "; timm joins them too", Effect.KEPT));
            }
        }

        private static String why(Picture picture) {
            try {
                picture.bytes();
                return "";
            } catch (IOException e) {
                return String.valueOf(e.getMessage());
            }
        }

        @Override
        public void close() {
            walk.close();
        }
    }
}

package org.inceptionnext.data.labelled;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.inceptionnext.data.Finding;
import org.inceptionnext.data.Finding.Effect;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.Picture;
import org.inceptionnext.data.PictureHome;
import org.inceptionnext.data.PictureNames;
import org.inceptionnext.data.PictureOrigin;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.archive.Archive;
import org.inceptionnext.data.archive.ArchiveItem;
import org.inceptionnext.data.archive.ArchiveWalk;
import org.jspecify.annotations.Nullable;

/**
 * WebDataset shards: tars in which the files of one sample follow each other and have one name up to its first dot: {@code
 * 000017.jpg} with {@code 000017.cls} (the class as text) or {@code 000017.json} (its entry {@code label}, {@code cls}, {@code class}
 * or {@code class_name}).
 */
final class ShardSource implements LabelledSource {
    static final String WITHOUT_LABEL = "picture without a label beside it";
    static final String WITHOUT_PICTURE = "label without a picture beside it";
    static final String BAD_LABEL = "label that cannot be read";

    private static final int MAX_LABEL_BYTES = 1 << 20;
    private static final int MAX_CLASSES = 100_000;
    private static final List<String> JSON_KEYS = List.of("label", "cls", "class", "class_name");

    private final String name;
    private final List<Shard> shards;
    private final PictureHome home;

    /**
     * One archive.
     *
     * @param split what its name says: train-000.tar
     */
    private record Shard(
            String name, Archive archive, @Nullable Split split) {}

    private ShardSource(String name, List<Shard> shards) {
        this.name = name;
        this.shards = shards;
        this.home = new ShardHome(
                shards.stream().map(Shard::name).toList(),
                shards.stream().map(Shard::archive).toList());
    }

    static ShardSource of(String name, List<Path> files) throws IOException {
        List<Shard> shards = new ArrayList<>();
        for (Path file : files) {
            String word = file.getFileName().toString().replaceFirst("[-_.].*", "");
            shards.add(new Shard(
                    file.toString(), Archive.of(file), Split.ofName(word).orElse(null)));
        }
        return new ShardSource(name, shards);
    }

    /** Returns whether an archive's first samples have labels beside them. */
    static boolean isShard(Archive archive) throws IOException {
        String picture = "";
        String label = "";
        try (ArchiveWalk walk = archive.walk(entry -> false)) {
            for (int i = 0; i < 100 && walk.hasNext(); i++) {
                String entry = walk.next().name();
                picture = PictureNames.isPictureEntry(entry) ? stem(entry) : picture;
                label = isLabel(entry) ? stem(entry) : label;
                if (!picture.isEmpty() && picture.equals(label)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public PictureHome home() {
        return home;
    }

    /** Where all labels are numbers, they are the classes' own numbers: a class that no picture has keeps its place. */
    @Override
    public List<String> classes(Collection<String> met) {
        int max = -1;
        for (String label : met) {
            if (!label.matches("\\d{1,6}") || Integer.parseInt(label) >= MAX_CLASSES) {
                return LabelledSource.super.classes(met);
            }
            max = Math.max(max, Integer.parseInt(label));
        }
        List<String> classes = new ArrayList<>();
        for (int i = 0; i <= max; i++) {
            classes.add(String.valueOf(i));
        }
        return classes;
    }

    @Override
    public LabelledWalk walk(Findings findings) {
        return new Walk(findings);
    }

    private static String stem(String entry) {
        int dot = entry.indexOf('.', entry.lastIndexOf('/') + 1);
        return dot < 0 ? entry : entry.substring(0, dot);
    }

    private static boolean isLabel(String entry) {
        String lower = entry.toLowerCase(Locale.ROOT);
        return lower.endsWith(".cls") || lower.endsWith(".json");
    }

    private final class Walk implements LabelledWalk {
        private final Findings findings;
        private final Iterator<Shard> remaining = shards.iterator();
        private int shardIndex = -1;
        private @Nullable Shard shard;
        private @Nullable ArchiveWalk items;
        private String stem = "";
        private ArchiveItem.@Nullable Stored picture;
        private @Nullable String label;
        private @Nullable NamedPicture next;

        Walk(Findings findings) {
            this.findings = findings;
        }

        @Override
        public boolean hasNext() {
            try {
                while (next == null) {
                    ArchiveWalk open = items;
                    if (open != null && open.hasNext()) {
                        take(open.next());
                    } else {
                        flush("");
                        if (next == null && !nextShard()) {
                            return false;
                        }
                    }
                }
                return true;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private boolean nextShard() throws IOException {
            close();
            if (!remaining.hasNext()) {
                return false;
            }
            Shard opened = remaining.next();
            shardIndex++;
            shard = opened;
            items = opened.archive().walk(entry -> PictureNames.isPictureEntry(entry) || isLabel(entry));
            return true;
        }

        private void take(ArchiveItem item) {
            if (item instanceof ArchiveItem.Damaged damaged) {
                findings.add(Finding.ofFile(
                        where(item.name()),
                        TreeSource.UNREADABLE,
                        String.valueOf(damaged.why().getMessage()),
                        Effect.FILE_LEFT_OUT));
            } else if (item instanceof ArchiveItem.Stored stored) {
                if (!stem(item.name()).equals(stem)) {
                    flush(stem(item.name()));
                }
                if (isLabel(item.name())) {
                    readLabel(stored);
                } else {
                    picture = stored;
                }
            }
        }

        private void readLabel(ArchiveItem.Stored file) {
            try (InputStream in = file.opener().open()) {
                String text = new String(in.readNBytes(MAX_LABEL_BYTES), StandardCharsets.UTF_8).strip();
                String read = file.name().toLowerCase(Locale.ROOT).endsWith(".json") ? ofJson(text) : text;
                if (read.isEmpty() || read.length() > 1000) {
                    throw new JsonParseException(read.isEmpty() ? "it is empty" : "it is too long for a name");
                }
                // A .cls beside a .json is the plainer word.
                label = label == null || !file.name().endsWith(".json") ? read : label;
            } catch (IOException | JsonParseException | IllegalStateException e) {
                findings.add(Finding.ofFile(
                        where(file.name()), BAD_LABEL, String.valueOf(e.getMessage()), Effect.FILE_LEFT_OUT));
            }
        }

        private static String ofJson(String text) {
            JsonElement element = JsonParser.parseString(text);
            JsonObject object = element.getAsJsonObject();
            for (String key : JSON_KEYS) {
                JsonElement value = object.get(key);
                if (value != null && value.isJsonPrimitive()) {
                    return value.getAsString();
                }
            }
            throw new JsonParseException("none of " + JSON_KEYS + " in it");
        }

        /** A sample ends where another one begins. */
        private void flush(String nextStem) {
            ArchiveItem.Stored image = picture;
            String className = label;
            Shard from = shard;
            if (image != null && className != null && from != null) {
                String key = from.name() + "/" + image.name();
                long place = ShardHome.place(shardIndex, image.place());
                PictureOrigin origin = new PictureOrigin.OfEntry(from.name(), image.name(), place);
                Picture made = new Picture(key, origin, image.opener()::open);
                next = new NamedPicture(made, key, place, className, from.split());
            } else if (image != null) {
                findings.add(Finding.ofFile(where(image.name()), WITHOUT_LABEL, "", Effect.PICTURE_LEFT_OUT));
            } else if (className != null) {
                findings.add(Finding.ofFile(where(stem), WITHOUT_PICTURE, className, Effect.FILE_LEFT_OUT));
            }
            picture = null;
            label = null;
            stem = nextStem;
        }

        private String where(String entry) {
            return (shard == null ? name : shard.name()) + "/" + entry;
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

        @Override
        public void close() {
            if (items != null) {
                items.close();
                items = null;
            }
        }
    }
}

package org.inceptionnext.data.detection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.Split;

/**
 * Pictures with boxes, in parts.
 *
 * @param name what the user calls it
 * @param format how it is written
 * @param classes the class names by number
 * @param parts the pictures of each part that there is
 * @param findings what was left out or looks wrong
 */
public record DetectionSet(
        String name,
        DetectionFormat format,
        List<String> classes,
        Map<Split, List<BoxedPicture>> parts,
        Findings findings) {
    /** Copies the lists. */
    public DetectionSet {
        classes = List.copyOf(classes);
        Map<Split, List<BoxedPicture>> copy = new EnumMap<>(Split.class);
        parts.forEach((split, pictures) -> copy.put(split, List.copyOf(pictures)));
        parts = copy;
    }

    /** Returns the pictures of a part; none where there is no such part. */
    public List<BoxedPicture> pictures(Split split) {
        return parts.getOrDefault(split, List.of());
    }

    /** Returns the names of the parts that have pictures. */
    public Set<Split> splits() {
        Set<Split> splits = EnumSet.noneOf(Split.class);
        parts.forEach((split, pictures) -> {
            if (!pictures.isEmpty()) {
                splits.add(split);
            }
        });
        return splits;
    }

    /**
     * Returns this data set with a part of its training pictures for validation: each class keeps its share, as far as pictures
     * with several classes allow. Equal names, boxes and seeds give equal parts.
     *
     * @param valFraction above 0 and below 1
     * @param seed decides which
     * @throws IllegalArgumentException if it has a part for validation, or the fraction is none
     */
    public DetectionSet split(double valFraction, long seed) {
        if (!(valFraction > 0 && valFraction < 1) || !pictures(Split.VAL).isEmpty()) {
            throw new IllegalArgumentException("a fraction of " + valFraction + " of a data set with the parts "
                    + splits() + "; it must be above 0 and below 1, and there must be no val");
        }
        Map<Split, List<BoxedPicture>> all = new EnumMap<>(parts);
        all.putAll(DetectionSplit.of(pictures(Split.TRAIN), classes.size(), valFraction, seed));
        return new DetectionSet(name, format, classes, all, findings);
    }

    /** Returns this data set with all objects of one class, as YOLOv5's {@code single-cls} learns them. */
    public DetectionSet asSingleClass() {
        Map<Split, List<BoxedPicture>> single = new EnumMap<>(Split.class);
        parts.forEach((split, pictures) -> single.put(
                split, pictures.stream().map(BoxedPicture::asSingleClass).toList()));
        return new DetectionSet(name, format, classes.size() == 1 ? classes : List.of("item"), single, findings);
    }

    /**
     * Recognises a data set of boxes by what lies there.
     *
     * @param data a {@code data.yaml}, an {@code obj.data}, a COCO {@code .json}, or a folder
     * @return the file or folder to read and its format; empty where it is none
     * @throws IOException if it cannot be read
     */
    public static Optional<Found> find(Path data) throws IOException {
        String name =
                data.getFileName() == null ? "" : data.getFileName().toString().toLowerCase(Locale.ROOT);
        if (!Files.isDirectory(data)) {
            if (name.endsWith(".yaml") || name.endsWith(".yml") || name.equals("obj.data")) {
                return Optional.of(new Found(data, DetectionFormat.YOLO));
            }
            return name.endsWith(".json") ? Optional.of(new Found(data, DetectionFormat.COCO)) : Optional.empty();
        }
        for (String file : List.of("data.yaml", "data.yml", "obj.data", "classes.txt")) {
            if (Files.isRegularFile(data.resolve(file))) {
                return Optional.of(new Found(data.resolve(file), DetectionFormat.YOLO));
            }
        }
        if (Files.isDirectory(data.resolve("Annotations"))) {
            return Optional.of(new Found(data, DetectionFormat.VOC));
        }
        try (Stream<Path> files = Files.list(data)) {
            // The names that the tools give; any other JSON may be about something else.
            List<Path> json = files.filter(file ->
                            file.getFileName().toString().matches("(instances.*|result|.*annotations?.*)\\.json"))
                    .toList();
            return json.size() == 1 ? Optional.of(new Found(json.get(0), DetectionFormat.COCO)) : Optional.empty();
        }
    }

    /** What {@link #find} found. */
    public record Found(Path path, DetectionFormat format) {}

    /**
     * Reads a data set.
     *
     * @throws DataSetException if it is none, or says nothing that could be used
     * @throws NoSuchFileException if there is nothing of that name
     * @throws IOException if it cannot be read
     */
    public static DetectionSet open(Path data, DetectionOptions options) throws IOException {
        if (!Files.exists(data)) {
            throw new NoSuchFileException(data.toString());
        }
        Found found = find(data)
                .orElseThrow(() -> new DataSetException(
                        data.toString(),
                        0,
                        "no data set of boxes",
                        "Give a data.yaml (YOLO), obj.data (CVAT), a folder with classes.txt (Label Studio), a COCO .json,"
                                + " or a folder with Annotations/ (Pascal VOC)"));
        return switch (found.format()) {
            case YOLO -> new YoloReader(found.path(), options).read();
            case COCO -> new CocoReader(found.path()).read();
            case VOC -> new VocReader(found.path(), options).read();
        };
    }
}

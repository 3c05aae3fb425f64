package org.inceptionnext.data.detection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.Finding;
import org.inceptionnext.data.Finding.Effect;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.NaturalOrder;
import org.inceptionnext.data.PictureNames;
import org.inceptionnext.data.Split;

/** A YOLO data set: which pictures, and the label file of each. */
final class YoloReader {
    private static final int MIN_SIDE = 10;

    private final Path file;
    private final DetectionOptions options;
    private final Findings findings = new Findings();

    YoloReader(Path file, DetectionOptions options) {
        this.file = file;
        this.options = options;
    }

    DetectionSet read() throws IOException {
        YoloIndex index = YoloIndex.of(file, findings);
        Map<Split, List<BoxedPicture>> parts = new EnumMap<>(Split.class);
        for (Map.Entry<Split, List<Path>> part : index.parts().entrySet()) {
            List<BoxedPicture> pictures = new ArrayList<>();
            for (Path source : part.getValue()) {
                for (Path picture : pictures(source)) {
                    boxed(picture, index.classes().size()).ifPresent(pictures::add);
                }
                noteLabelsAlone(source);
            }
            parts.put(part.getKey(), pictures);
        }
        return new DetectionSet(file.toString(), DetectionFormat.YOLO, index.classes(), parts, findings);
    }

    /** A folder, with everything below it, or a list of paths. */
    private List<Path> pictures(Path source) throws IOException {
        if (Files.isDirectory(source)) {
            try (Stream<Path> files = Files.walk(source)) {
                return files.filter(path ->
                                PictureNames.isPicture(path.getFileName().toString()))
                        .filter(Files::isRegularFile)
                        .sorted((a, b) -> NaturalOrder.INSTANCE.compare(a.toString(), b.toString()))
                        .toList();
            }
        }
        List<Path> pictures = new ArrayList<>();
        long row = 0;
        for (String line : TextFile.lines(source)) {
            row++;
            if (line.isBlank()) {
                continue;
            }
            Optional<Path> found = resolve(source, line.strip(), row);
            if (found.isPresent()) {
                pictures.add(found.get());
            } else {
                findings.add(new Finding(
                        source.toString(), row, Rules.MISSING_PICTURE, line.strip(), Effect.ROW_LEFT_OUT, ""));
            }
        }
        return pictures;
    }

    /** CVAT writes {@code data/obj_train_data/...} without there being a {@code data}. */
    private Optional<Path> resolve(Path list, String text, long row) {
        Path folder = TextFile.folder(list);
        try {
            for (Path candidate : List.of(
                    folder.resolve(text), folder.resolve(text.replaceFirst("^(\\./)?data/", "")), Path.of(text))) {
                if (Files.isRegularFile(candidate)) {
                    return Optional.of(candidate);
                }
            }
            return Optional.empty();
        } catch (InvalidPathException e) {
            findings.add(new Finding(
                    list.toString(),
                    row,
                    Rules.MISSING_PICTURE,
                    "no file name: " + e.getReason(),
                    Effect.ROW_LEFT_OUT,
                    ""));
            return Optional.empty();
        }
    }

    private Optional<BoxedPicture> boxed(Path picture, int classCount) throws IOException {
        PictureSize size;
        try {
            size = PictureSize.of(picture);
        } catch (IOException e) {
            findings.add(new Finding(
                    picture.toString(),
                    0,
                    Rules.UNREADABLE,
                    String.valueOf(e.getMessage()),
                    Effect.PICTURE_LEFT_OUT,
                    Rules.DROPS_PICTURE));
            return Optional.empty();
        }
        if (Math.min(size.width(), size.height()) < MIN_SIDE) {
            findings.add(new Finding(
                    picture.toString(),
                    0,
                    Rules.TOO_SMALL,
                    size.width() + " x " + size.height(),
                    Effect.PICTURE_LEFT_OUT,
                    Rules.DROPS_PICTURE));
            return Optional.empty();
        }
        return YoloRows.read(labelsOf(picture), classCount, options.strict(), findings)
                .map(rows -> new BoxedPicture(
                        picture,
                        size.width(),
                        size.height(),
                        rows.stream().map(row -> inPixels(row, size)).toList()));
    }

    private static LabelledBox inPixels(YoloRows.Row row, PictureSize size) {
        double width = row.width() * size.width();
        double height = row.height() * size.height();
        return LabelledBox.of(
                row.classIndex(),
                row.xCentre() * size.width() - width / 2,
                row.yCentre() * size.height() - height / 2,
                width,
                height);
    }

    /** The last folder {@code images} becomes {@code labels}; without one, the label lies beside its picture. */
    static Path labelsOf(Path picture) {
        String text = picture.toString().replace('\\', '/');
        int at = text.lastIndexOf("/images/");
        String moved = at < 0 ? text : text.substring(0, at) + "/labels/" + text.substring(at + "/images/".length());
        if (at < 0 && text.startsWith("images/")) {
            moved = "labels/" + text.substring("images/".length());
        }
        int dot = moved.lastIndexOf('.');
        return Path.of(moved.substring(0, dot < 0 ? moved.length() : dot) + ".txt");
    }

    private void noteLabelsAlone(Path source) throws IOException {
        Path labels = Files.isDirectory(source) ? labelsOf(source.resolve("x.jpg")) : source;
        Path folder = TextFile.folder(labels);
        if (!Files.isDirectory(source) || folder.equals(source) || !Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path label : files.filter(path -> path.toString().endsWith(".txt"))
                    .sorted()
                    .toList()) {
                String stem = label.getFileName().toString().replaceFirst("\\.txt$", "");
                if (!hasPicture(source, stem) && !stem.equals("classes")) {
                    findings.add(Finding.ofFile(label.toString(), Rules.LABEL_ALONE, "", Effect.FILE_LEFT_OUT));
                }
            }
        }
    }

    private static boolean hasPicture(Path folder, String stem) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString())
                    .anyMatch(name -> PictureNames.isPicture(name)
                            && name.substring(0, name.lastIndexOf('.')).equals(stem));
        }
    }

    /** Throws where a data set names no part at all. */
    static void requireParts(Path file, Map<Split, List<Path>> parts) throws DataSetException {
        if (parts.isEmpty()) {
            throw new DataSetException(
                    file.toString(),
                    0,
                    "neither train, val nor test in it",
                    "Name a folder of pictures, or a list of them");
        }
    }
}

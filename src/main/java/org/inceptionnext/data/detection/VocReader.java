package org.inceptionnext.data.detection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamException;
import org.inceptionnext.data.DataSetException;
import org.inceptionnext.data.Finding;
import org.inceptionnext.data.Finding.Effect;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.NaturalOrder;
import org.inceptionnext.data.PictureNames;
import org.inceptionnext.data.Split;

/**
 * A Pascal VOC folder: {@code Annotations/*.xml}, pictures in {@code JPEGImages/}, {@code images/} or beside. Parts by lists of names
 * ({@code ImageSets/Main/train.txt}, or {@code train.txt} at the top). Classes are numbered in natural order of their names.
 *
 * <p>Whether the first pixel is 0 or 1 is nowhere written. Any 0 or fraction means 0; a right edge equal to the width (or a lower one to
 * the height) without any 0 means 1; otherwise 1 is assumed and said.
 */
final class VocReader {
    private final Path root;
    private final DetectionOptions options;
    private final Findings findings = new Findings();

    VocReader(Path root, DetectionOptions options) {
        this.root = root;
        this.options = options;
    }

    private record Read(Path file, Path picture, PictureSize size, List<VocObject> objects) {}

    DetectionSet read() throws IOException {
        Map<String, Read> all = new LinkedHashMap<>();
        for (Path file : files()) {
            read(file).ifPresent(read -> all.put(stem(file), read));
        }
        if (all.isEmpty()) {
            throw new DataSetException(
                    root.toString(), 0, "not one annotation that could be used", "Look at Annotations/*.xml");
        }
        List<String> classes = all.values().stream()
                .flatMap(read -> read.objects().stream())
                .map(VocObject::name)
                .distinct()
                .sorted(NaturalOrder.INSTANCE)
                .toList();
        int base = options.vocBase().orElseGet(() -> base(all.values().stream().toList()));
        Map<String, Integer> numbers = new HashMap<>();
        classes.forEach(name -> numbers.put(name, numbers.size()));
        Map<String, BoxedPicture> boxed = new LinkedHashMap<>();
        all.forEach((stem, read) -> boxed.put(stem, boxed(read, numbers, base)));
        return new DetectionSet(root.toString(), DetectionFormat.VOC, classes, parts(boxed), findings);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("Annotations"))) {
            return files.filter(path -> path.toString().endsWith(".xml"))
                    .sorted((a, b) -> NaturalOrder.INSTANCE.compare(a.toString(), b.toString()))
                    .toList();
        }
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    private Optional<Read> read(Path file) throws IOException {
        VocFile voc;
        try {
            voc = VocFile.read(file, findings);
        } catch (XMLStreamException | RuntimeException e) {
            String found = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            findings.add(Finding.ofFile(file.toString(), Rules.BAD_XML, found, Effect.PICTURE_LEFT_OUT));
            return Optional.empty();
        }
        Optional<Path> picture = picture(stem(file), voc.fileName());
        if (picture.isEmpty()) {
            findings.add(Finding.ofFile(file.toString(), Rules.MISSING_PICTURE, voc.fileName(), Effect.FILE_LEFT_OUT));
            return Optional.empty();
        }
        try {
            return Optional.of(new Read(file, picture.get(), PictureSize.of(picture.get()), voc.objects()));
        } catch (IOException e) {
            findings.add(Finding.ofFile(
                    picture.get().toString(),
                    Rules.UNREADABLE,
                    String.valueOf(e.getMessage()),
                    Effect.PICTURE_LEFT_OUT));
            return Optional.empty();
        }
    }

    /** By the name that the file gives if it is there, else by the file's own. */
    private Optional<Path> picture(String stem, String fileName) throws IOException {
        for (String folder : List.of("JPEGImages", "images", "Annotations", "")) {
            Path base = root.resolve(folder);
            boolean isPlain = !fileName.isEmpty() && !fileName.contains("/") && !fileName.contains("\\");
            if (isPlain && Files.isRegularFile(base.resolve(fileName)) && PictureNames.isPicture(fileName)) {
                return Optional.of(base.resolve(fileName));
            }
            for (String extension : List.of("jpg", "jpeg", "png", "JPG", "JPEG", "PNG", "bmp", "webp")) {
                if (Files.isRegularFile(base.resolve(stem + "." + extension))) {
                    return Optional.of(base.resolve(stem + "." + extension));
                }
            }
        }
        return Optional.empty();
    }

    private int base(List<Read> all) {
        boolean hasZero = false;
        boolean touchesEdge = false;
        for (Read read : all) {
            for (VocObject object : read.objects()) {
                for (double value : new double[] {object.xMin(), object.yMin(), object.xMax(), object.yMax()}) {
                    hasZero |= value == 0 || value != Math.rint(value);
                }
                touchesEdge |= object.xMax() == read.size().width()
                        || object.yMax() == read.size().height();
            }
        }
        if (!hasZero && !touchesEdge) {
            findings.add(Finding.ofFile(
                    root.toString(), Rules.UNKNOWN_BASE, "1 is assumed; --voc-base says otherwise", Effect.KEPT));
        }
        return hasZero ? 0 : 1;
    }

    private BoxedPicture boxed(Read read, Map<String, Integer> numbers, int base) {
        List<LabelledBox> boxes = new ArrayList<>();
        for (VocObject object : read.objects()) {
            // From 1, both edges are pixels of the object; from 0, writers give edges.
            double x = object.xMin() - base;
            double y = object.yMin() - base;
            double width = object.xMax() - x;
            double height = object.yMax() - y;
            String found = object.name() + " " + object.xMin() + " " + object.yMin() + " " + object.xMax() + " "
                    + object.yMax();
            if (width <= 0 || height <= 0 || object.xMax() <= object.xMin() || object.yMax() <= object.yMin()) {
                note(read, object, Rules.NO_AREA, found, Effect.ROW_LEFT_OUT);
                continue;
            }
            if (x < 0
                    || y < 0
                    || x + width > read.size().width()
                    || y + height > read.size().height()) {
                note(read, object, Rules.OUTSIDE, found, Effect.KEPT);
            }
            Integer number = numbers.get(object.name());
            if (number != null) {
                boxes.add(new LabelledBox(number, x, y, width, height, width * height, false, object.isDifficult()));
            }
        }
        return new BoxedPicture(read.picture(), read.size().width(), read.size().height(), boxes);
    }

    private void note(Read read, VocObject object, String rule, String found, Effect effect) {
        findings.add(new Finding(read.file().toString(), object.row(), rule, found, effect, ""));
    }

    private Map<Split, List<BoxedPicture>> parts(Map<String, BoxedPicture> boxed) throws IOException {
        Map<Split, List<BoxedPicture>> parts = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            for (String folder : List.of("ImageSets/Main/", "")) {
                Path list = root.resolve(folder + split + ".txt");
                if (Files.isRegularFile(list) && !parts.containsKey(split)) {
                    parts.put(split, listed(list, boxed));
                }
            }
        }
        return parts.isEmpty() ? Map.of(Split.TRAIN, List.copyOf(boxed.values())) : parts;
    }

    private List<BoxedPicture> listed(Path list, Map<String, BoxedPicture> boxed) throws IOException {
        List<BoxedPicture> pictures = new ArrayList<>();
        long row = 0;
        for (String line : TextFile.lines(list)) {
            row++;
            String stem = line.strip().replaceFirst("\\s.*", "");
            BoxedPicture picture = boxed.get(stem);
            if (picture != null) {
                pictures.add(picture);
            } else if (!stem.isEmpty()) {
                findings.add(new Finding(list.toString(), row, Rules.MISSING_PICTURE, stem, Effect.ROW_LEFT_OUT, ""));
            }
        }
        return pictures;
    }
}

package org.inceptionnext.data.detection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.inceptionnext.data.Finding;
import org.inceptionnext.data.Finding.Effect;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.Split;

/**
 * Writes a data set of boxes in another format into a new folder, with copies of its pictures: formats find pictures by where they
 * lie. What the format cannot say is counted.
 */
public final class DetectionWriter {
    private final DetectionSet set;
    private final Path folder;
    private final Findings lost = new Findings();

    private DetectionWriter(DetectionSet set, Path folder) {
        this.set = set;
        this.folder = folder;
    }

    /**
     * Writes a data set.
     *
     * @param folder new or empty
     * @return what the format cannot hold, by rule {@code lost in the new format}
     * @throws FileAlreadyExistsException if there is something in the folder
     * @throws IOException if a picture cannot be read or a file not be written; the folder is empty then
     */
    public static Findings write(DetectionSet set, DetectionFormat format, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw new FileAlreadyExistsException(folder.toString(), null, "not empty; give a new folder");
            }
        }
        DetectionWriter writer = new DetectionWriter(set, folder);
        try {
            switch (format) {
                case YOLO -> writer.yolo();
                case COCO -> writer.coco();
                case VOC -> writer.voc();
            }
        } catch (IOException e) {
            writer.empty(e);
            throw e;
        }
        return writer.lost;
    }

    /** Removes what was written, so that nobody takes a part for the whole and the folder can be used again. */
    private void empty(IOException cause) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(each -> !each.equals(folder))
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static void text(Path file, CharSequence text) throws IOException {
        write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void write(Path file, byte[] content) throws IOException {
        try {
            Files.write(file, content);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            // The system's word of a full disk names no file.
            FileSystemException named = new FileSystemException(file.toString(), null, e.getMessage());
            named.initCause(e);
            throw named;
        }
    }

    private void yolo() throws IOException {
        StringBuilder yaml = new StringBuilder();
        for (Map.Entry<Split, List<BoxedPicture>> part : set.parts().entrySet()) {
            Path images = folder.resolve("images").resolve(part.getKey().toString());
            Path labels = folder.resolve("labels").resolve(part.getKey().toString());
            Files.createDirectories(labels);
            yaml.append(part.getKey()).append(": images/").append(part.getKey()).append('\n');
            Names names = new Names();
            for (BoxedPicture picture : part.getValue()) {
                String name = names.unique(picture.file());
                copy(picture, images.resolve(name));
                text(labels.resolve(stem(name) + ".txt"), YoloText.rows(picture));
                noteCrowdsAndAreas(picture);
                noteDifficult(picture);
            }
        }
        yaml.append("nc: ").append(set.classes().size()).append("\nnames:\n");
        for (int i = 0; i < set.classes().size(); i++) {
            yaml.append("  ")
                    .append(i)
                    .append(": ")
                    .append(YoloText.quoted(set.classes().get(i)))
                    .append('\n');
        }
        // Last: with it, the folder is a data set.
        text(folder.resolve("data.yaml"), yaml);
    }

    private void coco() throws IOException {
        for (Map.Entry<Split, List<BoxedPicture>> part : set.parts().entrySet()) {
            String name = part.getKey().toString();
            Names names = new Names();
            CocoText text = new CocoText(set.classes());
            for (BoxedPicture picture : part.getValue()) {
                String file = names.unique(picture.file());
                copy(picture, folder.resolve("images").resolve(name).resolve(file));
                text.add(name + "/" + file, picture);
                noteDifficult(picture);
            }
            text(folder.resolve("instances_" + name + ".json"), text.json());
        }
    }

    private void voc() throws IOException {
        Names names = new Names();
        Path annotations = Files.createDirectories(folder.resolve("Annotations"));
        Path sets = Files.createDirectories(folder.resolve("ImageSets/Main"));
        for (Map.Entry<Split, List<BoxedPicture>> part : set.parts().entrySet()) {
            StringBuilder list = new StringBuilder();
            for (BoxedPicture picture : part.getValue()) {
                String name = names.unique(picture.file());
                copy(picture, folder.resolve("JPEGImages").resolve(name));
                text(annotations.resolve(stem(name) + ".xml"), VocText.of(name, picture, set.classes()));
                list.append(stem(name)).append('\n');
                noteCrowdsAndAreas(picture);
                noteFractions(picture);
            }
            text(sets.resolve(part.getKey() + ".txt"), list);
        }
        noteClasses();
    }

    /** Pictures of several folders may have one name, and of one name in two formats the labels would be one file. */
    private static final class Names {
        private final Set<String> taken = new HashSet<>();

        String unique(Path file) {
            String name = file.getFileName().toString();
            String stem = stem(name);
            String candidate = stem;
            for (int number = 2; !taken.add(candidate); number++) {
                candidate = stem + "-" + number;
            }
            return candidate + name.substring(stem.length());
        }
    }

    private static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    private static void copy(BoxedPicture picture, Path to) throws IOException {
        Path parent = to.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        // Not Files.copy, which names the picture when its copy finds no space.
        write(to, Files.readAllBytes(picture.file()));
    }

    private void noteCrowdsAndAreas(BoxedPicture picture) {
        for (LabelledBox box : picture.boxes()) {
            if (box.isCrowd()) {
                lose(picture, "that it marks a crowd");
            }
            if (Math.abs(box.area() - box.width() * box.height()) > 1e-6 * box.area()) {
                lose(picture, "the area of its outline");
            }
        }
    }

    private void noteDifficult(BoxedPicture picture) {
        picture.boxes().stream().filter(LabelledBox::isDifficult).forEach(box -> lose(picture, "that it is difficult"));
    }

    private void noteFractions(BoxedPicture picture) {
        for (LabelledBox box : picture.boxes()) {
            for (double value : new double[] {box.x(), box.y(), box.width(), box.height()}) {
                if (Math.abs(value - Math.rint(value)) > 1e-3) {
                    lose(picture, "fractions of pixels");
                    break;
                }
            }
        }
    }

    private void noteClasses() {
        Set<Integer> used = new HashSet<>();
        set.parts()
                .values()
                .forEach(pictures ->
                        pictures.forEach(picture -> picture.boxes().forEach(box -> used.add(box.classIndex()))));
        for (int i = 0; i < set.classes().size(); i++) {
            if (!used.contains(i)) {
                lost.add(Finding.ofFile(
                        set.name(),
                        Rules.LOST,
                        "the class " + set.classes().get(i) + ", which no box has",
                        Effect.KEPT));
            }
        }
    }

    private void lose(BoxedPicture picture, String what) {
        lost.add(Finding.ofFile(picture.file().toString(), Rules.LOST, what, Effect.KEPT));
    }
}

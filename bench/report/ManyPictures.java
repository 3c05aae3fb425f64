import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.inceptionnext.cli.console.NewFile;
import org.inceptionnext.cli.report.Report;
import org.inceptionnext.cli.report.ReportEntry;
import org.inceptionnext.cli.report.ReportEntry.BoxAnswer;
import org.inceptionnext.cli.report.ReportEntry.ClassAnswer;
import org.inceptionnext.cli.report.ReportEntry.Corners;
import org.inceptionnext.vision.Pixels;

/** Pages of many made-up results, each with its picture: usage FOLDER COUNT. */
public final class ManyPictures {
    private static final int CLASSES = 100;
    private static final int BOXES = 8;
    private static final int SIDE = 16;
    private static final int LENGTH = 256;

    private ManyPictures() {}

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        for (Report.Kind kind : List.of(Report.Kind.EVAL_CLASSES, Report.Kind.EVAL_BOXES, Report.Kind.EMBED)) {
            Random random = new Random(1);
            Path file = folder.resolve("many-" + kind.name().toLowerCase() + ".html");
            try (Report report = new Report(new NewFile(file, "--report"), kind, 0.25)) {
                for (int i = 0; i < count; i++) {
                    String name = String.format("photos/camera-%02d/2026-11-27/picture-%06d.jpg", i % 40, i);
                    report.add(new ReportEntry(name, content(kind, random)), picture(random));
                }
                report.write(List.of());
            }
            long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            System.out.printf("%s: %,d bytes; %,d MB of heap in use%n", file.getFileName(), file.toFile().length(), used >> 20);
        }
    }

    private static ReportEntry.Content content(Report.Kind kind, Random random) {
        if (kind == Report.Kind.EMBED) {
            float[] vector = new float[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                vector[i] = random.nextFloat();
            }
            return new ReportEntry.Vector(vector);
        }
        if (kind == Report.Kind.EVAL_BOXES) {
            return new ReportEntry.Boxes(boxes(random, true), boxes(random, false), 640, 480);
        }
        int truth = random.nextInt(CLASSES);
        int answer = random.nextInt(10) == 0 ? random.nextInt(CLASSES) : truth;
        List<ClassAnswer> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            answers.add(new ClassAnswer("class " + (answer + i) % CLASSES, (0.5 + random.nextDouble() / 2) / (1 + i)));
        }
        return new ReportEntry.Classes(answers, new ClassAnswer("class " + truth, random.nextDouble()));
    }

    private static List<BoxAnswer> boxes(Random random, boolean judged) {
        List<BoxAnswer> boxes = new ArrayList<>();
        for (int i = 0; i < BOXES; i++) {
            double x = random.nextInt(540);
            double y = random.nextInt(380);
            Corners corners = new Corners(x, y, x + 20 + random.nextInt(80), y + 20 + random.nextInt(80));
            Boolean right = judged ? random.nextBoolean() : null;
            boxes.add(new BoxAnswer("class " + random.nextInt(CLASSES), random.nextDouble(), corners, right));
        }
        return boxes;
    }

    private static Pixels picture(Random random) {
        byte[] rgb = new byte[3 * SIDE * SIDE];
        random.nextBytes(rgb);
        return new Pixels(SIDE, SIDE, rgb);
    }
}

package org.inceptionnext.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.inceptionnext.cli.Outcome;
import org.inceptionnext.cli.PicturesFixture;
import org.inceptionnext.cli.console.NewFile;
import org.inceptionnext.cli.report.ReportEntry.ClassAnswer;
import org.inceptionnext.vision.Pixels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final String HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>{{title}}.png";

    @TempDir
    Path folder;

    private static Pixels noise(int seed) {
        byte[] rgb = new byte[3 * 300 * 200];
        new Random(seed).nextBytes(rgb);
        return new Pixels(300, 200, rgb);
    }

    private static ReportEntry entry(String name, String answer, String truth) {
        return new ReportEntry(
                name, new ReportEntry.Classes(List.of(new ClassAnswer(answer, 0.75)), new ClassAnswer(truth, 0.25)));
    }

    @Test
    void namesAreDataAndNeverHtml() throws Exception {
        Path file = folder.resolve("page.html");
        Report report = new Report(NewFile.of(file, "--report"), Report.Kind.CLASSIFY, 0);
        report.add(entry(HOSTILE, HOSTILE, "cat"), noise(1));
        report.add(ReportEntry.failed("x", HOSTILE), null);
        report.addTable(new ReportTable(HOSTILE, HOSTILE, List.of(HOSTILE), List.of(ReportTable.Row.of(HOSTILE))));
        report.addChart(new ReportChart(
                HOSTILE, HOSTILE, HOSTILE, List.of(new ReportChart.Line(HOSTILE, List.of(1.0), List.of(2.0)))));
        report.write(List.of(
                new Report.Fact("command", HOSTILE), new Report.Fact("link", HOSTILE, PageLink.to("javascript:x<a>"))));
        String page = Files.readString(file);
        assertThat(page)
                .contains("<a href=\"./javascript:x%3Ca%3E\">")
                .doesNotContain("<script>alert")
                .doesNotContain("<img src=x");
        JsonObject data = PageReader.data(file);
        JsonObject entry = data.getAsJsonArray("entries").get(0).getAsJsonObject();
        assertThat(entry.get("name").getAsString()).isEqualTo(HOSTILE);
        assertThat(data.getAsJsonArray("names")
                        .get(entry.get("classes")
                                .getAsJsonArray()
                                .get(0)
                                .getAsJsonArray()
                                .get(0)
                                .getAsInt())
                        .getAsString())
                .isEqualTo(HOSTILE);
        assertThat(data.getAsJsonArray("names")
                        .get(entry.get("truth").getAsInt())
                        .getAsString())
                .isEqualTo("cat");
        assertThat(page).contains("2 pictures, 1 of them with an error.");
    }

    /** A browser runs a script of a page with such a policy only if its hash is named. */
    @Test
    void policyNamesTheHashesOfThePagesOwnStyleAndScriptOnly() throws Exception {
        Path file = folder.resolve("page.html");
        Report report = new Report(NewFile.of(file, "--report"), Report.Kind.EMBED, 0);
        report.write(List.of());
        String page = Files.readString(file);
        Matcher policy = Pattern.compile(
                        "default-src 'none'; img-src data: 'self' file:; style-src 'sha256-([^']+)'; script-src 'sha256-([^']+)';")
                .matcher(page);
        assertThat(policy.find()).isTrue();
        assertThat(policy.group(1)).isEqualTo(hash(between(page, "<style>", "</style>")));
        int script = page.lastIndexOf("<script>");
        assertThat(policy.group(2)).isEqualTo(hash(between(page.substring(script), "<script>", "</script>")));
        assertThat(page).doesNotContain("http://www.w3.org/1999").doesNotContain("https://");
    }

    /** What a page is of is counted whole; what it lists is what fits, and mistakes find a place behind all others. */
    @Test
    void ofManyPicturesAllAreCountedAndThePageStaysSmall() throws IOException {
        Path file = folder.resolve("many.html");
        int count = 60_000;
        try (Report report = new Report(NewFile.of(file, "--report"), Report.Kind.EVAL_CLASSES, 0)) {
            String path = "a/folder/with/a/name/as/long/as/they/are/where/cameras/choose/them/";
            for (int i = 0; i < count; i++) {
                report.add(entry(path + i, i < 59_000 ? "cat" : "dog", "cat"), null);
            }
            report.write(List.of());
        }
        assertThat(Files.size(file)).isLessThan(30_000_000);
        JsonObject data = PageReader.data(file);
        assertThat(data.get("cells").toString()).isEqualTo("[[0,0,59000],[0,1,1000]]");
        assertThat(data.getAsJsonArray("entries")).hasSize(51_000);
        assertThat(Files.readString(file))
                .contains("60,000 pictures, 0 of them with an error. 51,000 of them are listed here.");
    }

    @Test
    void whatIsNotWrittenLeavesNothingAndWhatIsThereIsNotTouched() throws IOException {
        Path file = folder.resolve("page.html");
        try (Report report = new Report(NewFile.of(file, "--report"), Report.Kind.CLASSIFY, 0)) {
            for (int i = 0; i < 1800; i++) {
                report.add(entry(i + ".png", "a", "a"), noise(i));
            }
            assertThat(folder.resolve("page_files")).isNotEmptyDirectory();
        }
        assertThat(folder).isEmptyDirectory();
        Files.createDirectory(folder.resolve("page_files"));
        Path kept = Files.writeString(folder.resolve("page_files/mine.txt"), "mine");
        Outcome outcome = Outcome.of("classify", "x.png", "--report", file.toString());
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("page_files exists already");
        assertThat(kept).hasContent("mine");
    }

    @Test
    void aPlaceInTheSampleOfVectorsIsEveryonesChance() {
        VectorSample sample = new VectorSample();
        for (int i = 0; i < 20_000; i++) {
            sample.add(new float[] {i}, i);
        }
        assertThat(sample.seen()).isEqualTo(20_000);
        assertThat(sample.entries()).hasSize(5_000).doesNotHaveDuplicates();
        for (int i = 0; i < 5_000; i++) {
            assertThat(sample.vectors().get(i)[0])
                    .isEqualTo((float) (int) sample.entries().get(i));
        }
        // 1,250 from each quarter; three standard deviations are 92.
        assertThat(sample.entries().stream().filter(entry -> entry < 5_000).count())
                .isBetween(1_150L, 1_350L);
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }

    private static String hash(String text) throws Exception {
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void picturesThatDoNotFitInsideLieBeside() throws IOException {
        Path file = folder.resolve("large one.html");
        Report report = new Report(NewFile.of(file, "--report"), Report.Kind.CLASSIFY, 0);
        int count = 1800;
        for (int i = 0; i < count; i++) {
            report.add(entry(i + ".png", "a", "a"), noise(i));
        }
        report.write(List.of());
        assertThat(Files.size(file)).isLessThan(30_000_000);
        JsonObject data = PageReader.data(file);
        List<JsonElement> inside = data.getAsJsonArray("images").asList();
        assertThat(inside.get(0).getAsString()).startsWith("data:image/jpeg;base64,");
        assertThat(data.get("folder").getAsString()).isEqualTo("./large%20one_files/");
        assertThat(inside).hasSizeBetween(100, count - 1);
        for (int i = 0; i < count; i++) {
            Path beside = folder.resolve(String.format("large one_files/%07d.jpg", i));
            assertThat(Files.exists(beside)).as("picture %d", i).isEqualTo(i >= inside.size());
        }
    }

    @Test
    void principalPlaneHasTheLargestVarianceFirst() {
        Random random = new Random(3);
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            double first = random.nextGaussian() * 10;
            double second = random.nextGaussian() * 3;
            float[] vector = new float[12];
            for (int k = 0; k < vector.length; k++) {
                vector[k] = (float)
                        (5 + (k % 2 == 0 ? first : 0) + (k % 2 == 1 ? second : 0) + 0.01 * random.nextGaussian());
            }
            vectors.add(vector);
        }
        double[][] points = PrincipalPlane.of(vectors);
        double largest = 0;
        double product = 0;
        double[] squares = new double[2];
        for (double[] point : points) {
            largest = Math.max(largest, Math.max(Math.abs(point[0]), Math.abs(point[1])));
            product += point[0] * point[1];
            squares[0] += point[0] * point[0];
            squares[1] += point[1] * point[1];
        }
        assertThat(largest).isEqualTo(1);
        assertThat(product / Math.sqrt(squares[0] * squares[1])).isCloseTo(0, within(1e-4));
        assertThat(Math.sqrt(squares[0] / squares[1])).isCloseTo(10 / 3.0, within(0.5));
        assertThat(PrincipalPlane.of(List.of())).isEmpty();
    }

    @Test
    void commandsWriteWhatTheyAnswered() throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        PicturesFixture.writePictures(pictures, 4);
        Files.writeString(pictures.resolve("bad.jpg"), "no picture");
        for (String command : List.of("classify", "embed")) {
            Path page = folder.resolve(command + ".html");
            Outcome outcome = Outcome.of(
                    command, "-w", PicturesFixture.PICO.toString(), pictures.toString(), "--report", page.toString());
            assertThat(outcome.exitCode()).isEqualTo(8);
            JsonObject data = PageReader.data(page);
            assertThat(data.get("kind").getAsString()).isEqualTo(command);
            assertThat(data.getAsJsonArray("entries")).hasSize(5);
            assertThat(data.getAsJsonArray("images")).hasSize(4);
            assertThat(data.getAsJsonArray("points")).hasSize(command.equals("embed") ? 4 : 0);
            assertThat(Files.readString(page)).contains("inx " + command + " -w ");
            Path csv = folder.resolve(command + ".csv");
            assertThat(Outcome.of(command, pictures.toString(), "-o", csv.toString(), "--report", page.toString())
                            .err())
                    .contains("exists already");
            assertThat(csv.resolveSibling(csv.getFileName() + ".part")).doesNotExist();
        }
    }
}

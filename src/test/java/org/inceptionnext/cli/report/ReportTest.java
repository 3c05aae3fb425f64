package org.inceptionnext.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
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
import org.inceptionnext.vision.Pixels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final String HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>{{title}}.png";

    @TempDir
    Path folder;

    private static JsonObject data(String page) {
        Matcher data = Pattern.compile("<script id=\"data\" type=\"application/json\">(.*?)</script>", Pattern.DOTALL)
                .matcher(page);
        assertThat(data.find()).isTrue();
        return JsonParser.parseString(data.group(1)).getAsJsonObject();
    }

    private static Pixels noise(int seed) {
        byte[] rgb = new byte[3 * 300 * 200];
        new Random(seed).nextBytes(rgb);
        return new Pixels(300, 200, rgb);
    }

    @Test
    void namesAreDataAndNeverHtml() throws Exception {
        Path file = folder.resolve("page.html");
        Report report = new Report(NewFile.of(file, "--report"), Report.Kind.CLASSIFY, 0);
        report.add(
                ReportEntry.classified(HOSTILE, List.of(new ReportEntry.ClassAnswer(HOSTILE, 0.75)))
                        .withTruth("cat"),
                noise(1));
        report.add(ReportEntry.failed("x", HOSTILE), null);
        report.write("A & B <i>", List.of(new Report.Fact("command", HOSTILE)));
        String page = Files.readString(file);
        assertThat(page)
                .contains("<title>A &amp; B &lt;i&gt;</title>")
                .doesNotContain("<script>alert")
                .doesNotContain("<img src=x");
        JsonObject data = data(page);
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
        report.write("Empty", List.of());
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
        Path file = folder.resolve("large.html");
        Report report = new Report(NewFile.of(file, "--report"), Report.Kind.CLASSIFY, 0);
        int count = 1800;
        for (int i = 0; i < count; i++) {
            report.add(ReportEntry.classified(i + ".png", List.of()), noise(i));
        }
        report.write("Many", List.of());
        assertThat(Files.size(file)).isLessThan(30_000_000);
        List<JsonElement> images =
                data(Files.readString(file)).getAsJsonArray("images").asList();
        assertThat(images).hasSize(count);
        assertThat(images.get(0).getAsString()).startsWith("data:image/jpeg;base64,");
        String last = images.get(count - 1).getAsString();
        assertThat(last).isEqualTo("large_files/0001799.jpg");
        assertThat(folder.resolve(last)).isNotEmptyFile();
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
            JsonObject data = data(Files.readString(page));
            assertThat(data.get("kind").getAsString()).isEqualTo(command);
            assertThat(data.getAsJsonArray("entries")).hasSize(5);
            assertThat(data.getAsJsonArray("images")).hasSize(4);
            long points = data.getAsJsonArray("entries").asList().stream()
                    .filter(each -> each.getAsJsonObject().has("point"))
                    .count();
            assertThat(points).isEqualTo(command.equals("embed") ? 4 : 0);
            assertThat(Files.readString(page)).contains("inx " + command + " -w ");
            assertThat(Outcome.of(command, pictures.toString(), "--report", page.toString())
                            .err())
                    .contains("exists already");
        }
    }
}

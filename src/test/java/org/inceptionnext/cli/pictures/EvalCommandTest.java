package org.inceptionnext.cli.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import org.inceptionnext.cli.Outcome;
import org.inceptionnext.data.PictureFiles;
import org.inceptionnext.data.archive.ArchiveForge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalCommandTest {
    @TempDir
    Path folder;

    @Test
    void figuresAreThoseOfClassifyAndAnArchiveGivesTheSame() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("data/Ship/blue.png", PictureFiles.png(32, 32, 0x2040d0));
        files.put("data/Ship/gray.png", PictureFiles.png(32, 32, 0x909090));
        files.put("data/frog/green.png", PictureFiles.png(40, 32, 0x207020));
        files.put("data/cat/red.png", PictureFiles.png(32, 50, 0xd04020));
        files.put("data/cat/broken.png", new byte[] {1, 2, 3});
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        Path data = folder.resolve("data");
        long right = Outcome.of("classify", data.toString(), "--json", "--top-k", "1").json().stream()
                .filter(line -> line.has("classes"))
                .filter(line -> {
                    Path file = Path.of(line.get("file").getAsString());
                    String best = line.getAsJsonArray("classes")
                            .get(0)
                            .getAsJsonObject()
                            .get("className")
                            .getAsString();
                    return file.getParent().getFileName().toString().equalsIgnoreCase(best);
                })
                .count();
        Path csv = folder.resolve("confusion.csv");
        Path png = folder.resolve("confusion.png");
        Outcome outcome = Outcome.of(
                "eval", data.toString(), "--json", "--confusion", csv.toString(), "--confusion", png.toString());
        assertThat(outcome.exitCode()).isEqualTo(8);
        JsonObject error = outcome.json().get(0);
        assertThat(error.get("file").getAsString()).endsWith("broken.png");
        JsonObject report = outcome.json().get(1);
        assertThat(report.get("pictures").getAsInt()).isEqualTo(4);
        assertThat(report.get("top1").getAsDouble()).isEqualTo(right / 4.0);
        assertThat(report.getAsJsonArray("worst")).hasSize((int) (4 - right));
        assertThat(Files.readAllLines(csv)).hasSize(11).first().asString().startsWith("truth\\predicted,airplane,");
        assertThat(ImageIO.read(png.toFile()).getWidth()).isGreaterThan(360);

        Path archive = Files.write(folder.resolve("data.zip"), ArchiveForge.zip(files));
        JsonObject ofArchive =
                Outcome.of("eval", archive.toString(), "--json").json().get(1);
        assertThat(ofArchive.get("meanLoss")).isEqualTo(report.get("meanLoss"));
        assertThat(ofArchive.get("top5")).isEqualTo(report.get("top5"));
        assertThat(Outcome.of("eval", archive.toString()).out())
                .startsWith("inceptionnext_zepto on 4 pictures of " + archive + "\ntop-1  ");
    }

    @Test
    void classesThatTheModelDoesNotKnowAreNamedBeforeAnythingIsCounted() throws IOException {
        PictureFiles.write(folder, "val/cat/1.png", 32, 32, 1);
        PictureFiles.write(folder, "val/unicorn/1.png", 32, 32, 2);
        PictureFiles.write(folder, "train/cat/1.png", 32, 32, 3);
        Outcome outcome = Outcome.of("eval", folder.toString());
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("1 of 2 classes of the data are none of the model's: unicorn");
        JsonObject train = Outcome.of("eval", folder.toString(), "--split", "train", "--json")
                .json()
                .get(0);
        assertThat(train.get("pictures").getAsInt()).isEqualTo(1);
        assertThat(train.get("split").getAsString()).isEqualTo("train");
        assertThat(Outcome.of("eval", folder.toString(), "--split", "test").err())
                .contains("no part test. It has [train, val]");
    }
}

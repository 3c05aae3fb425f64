package org.inceptionnext.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.inceptionnext.cli.Outcome;
import org.inceptionnext.cli.Session;
import org.inceptionnext.testing.FakeHub;
import org.inceptionnext.testing.PicturesGolden;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A detector's run, from its folder to a colleague, over a registry and over Hugging Face: the same boxes each time. */
class PublishedDetectorTest {
    private static final String PICTURE =
            PicturesGolden.read().pictures().get(1).file().toString();
    private static final String COMMIT = "d".repeat(40);

    @TempDir
    private Path folder;

    private FakeHub hub;
    private Path run;

    /** As a run leaves it: the best weights, another file of weights for going on, names beside them. */
    @BeforeEach
    void train() throws IOException {
        hub = FakeHub.start();
        run = Files.createDirectory(folder.resolve("run1"));
        Path weights = PicturesGolden.temporaryWeights("best.safetensors");
        Files.copy(weights, run.resolve("best.safetensors"));
        Files.copy(weights, run.resolve("checkpoint.safetensors"));
        Files.write(
                run.resolve("labels.txt"),
                IntStream.range(0, 3).mapToObj(number -> "thing " + number).toList());
        Files.writeString(run.resolve("results.csv"), "epoch,map50,map5095\n1,0.4,0.2\n2,0.5,0.3\n3,0.45,0.25\n");
    }

    @AfterEach
    void stopHub() throws IOException {
        hub.close();
    }

    private static JsonArray boxes(Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        JsonArray boxes = outcome.json().get(0).getAsJsonArray("detections");
        assertThat(boxes).isNotEmpty();
        return boxes;
    }

    private static void assertSameButForNames(JsonArray found, JsonArray expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            for (Map.Entry<String, JsonElement> field :
                    expected.get(i).getAsJsonObject().entrySet()) {
                if (!field.getKey().equals("className")) {
                    assertThat(found.get(i).getAsJsonObject().get(field.getKey()))
                            .isEqualTo(field.getValue());
                }
            }
            assertThat(found.get(i).getAsJsonObject().get("className").getAsString())
                    .startsWith("thing ");
        }
    }

    @Test
    void boxesOfAColleagueAreThoseOfTheRun() throws IOException {
        Path zoo = folder.resolve("zoo");
        Path out = folder.resolve("out");
        String detect = "detect --json --conf 0.4 ";
        List<Outcome> mine = Session.run(
                hub,
                folder.resolve("mine"),
                Map.of(),
                detect + "--weights " + run.resolve("best.safetensors") + " " + PICTURE,
                "publish " + run + " --to " + zoo
                        + " --name org.lab/things --version 1 --license MIT --description Things",
                "publish --check --to " + zoo);
        JsonArray expected = boxes(mine.get(0));
        assertThat(mine).extracting(Outcome::exitCode).as(mine.get(1).err()).containsOnly(0);
        Path version = zoo.resolve("model/cv/object_detection/org/lab/things/1");
        try (Stream<Path> files = Files.list(version)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "README.md", "card.json", "labels.txt", "metrics.json", "model.safetensors");
        }
        assertThat(Files.readString(version.resolve("README.md"))).contains("object-detection", "| map5095 | 0.3 |");

        hub.huggingFace(
                "lab/things", COMMIT, "model.safetensors", Files.readAllBytes(version.resolve("model.safetensors")));
        List<Outcome> colleague = Session.run(
                hub,
                folder.resolve("colleague"),
                Map.of("inceptionnext.registry", zoo.toString()),
                detect + "--model org.lab/things " + PICTURE,
                "fetch org.lab/things --to " + out,
                detect + "--weights " + out + " " + PICTURE,
                detect + "--model hf://lab/things " + PICTURE,
                "--offline " + detect + "--weights hf://lab/things " + PICTURE,
                "inspect --json hf://lab/things",
                "convert hf://lab/things " + folder.resolve("things.safetensors"),
                "fetch --dry-run --json hf://lab/things");
        for (int i : List.of(0, 2, 3, 4)) {
            assertSameButForNames(boxes(colleague.get(i)), expected);
        }
        assertThat(colleague).extracting(Outcome::exitCode).containsOnly(0);
        assertThat(out.resolve("model.safetensors")).hasSameBinaryContentAs(version.resolve("model.safetensors"));
        assertThat(folder.resolve("things.safetensors")).isRegularFile();
        assertThat(colleague.get(7).json().get(0).get("present").getAsBoolean()).isTrue();
    }
}

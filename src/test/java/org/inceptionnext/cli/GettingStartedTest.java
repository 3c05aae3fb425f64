package org.inceptionnext.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.inceptionnext.cli.DocumentedCommandsTest.Command;
import org.inceptionnext.testing.FakeHub;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what {@code docs/getting-started.md} says, from its first command to its last, in one folder. */
class GettingStartedTest {
    /** The names of files and folders on the page. */
    private static final Pattern PLACE =
            Pattern.compile("^(cat\\.png|new\\.png|photos/|photos\\.(?:index|html)|classes\\.csv|run1|zoo)$");

    /** Asks for publishers, whom no test can reach. */
    private static final Set<String> NOT_RUN = Set.of("doctor");

    @TempDir
    Path folder;

    @Test
    void everyCommandDoesWhatThePageSays() throws IOException {
        Files.copy(Path.of("docs/images/cat.png"), folder.resolve("cat.png"));
        writePictures();
        List<Command> commands = DocumentedCommandsTest.commands(Path.of("docs/getting-started.md")).stream()
                .filter(command -> !NOT_RUN.contains(command.words().get(0)))
                .toList();
        assertThat(commands).hasSizeGreaterThan(10);
        int published = 1
                + commands.stream()
                        .map(command -> command.words().get(0))
                        .toList()
                        .indexOf("publish");
        // Which registries there are is settled once in a process.
        List<Outcome> outcomes = new ArrayList<>(run(commands.subList(0, published), Map.of()));
        outcomes.addAll(run(
                commands.subList(published, commands.size()),
                Map.of("inceptionnext.registry", folder.resolve("zoo").toString())));
        for (int i = 0; i < commands.size(); i++) {
            assertThat(outcomes.get(i).exitCode())
                    .as("%s: %s", commands.get(i), outcomes.get(i).err())
                    .isZero();
        }
        assertThat(outcomes.get(0).out()).contains("cat");
        assertThat(outcomes.get(outcomes.size() - 1).out()).contains("round");
        assertThat(folder).isDirectoryContaining("glob:**photos.html");
    }

    private List<Outcome> run(List<Command> commands, Map<String, String> properties) throws IOException {
        try (FakeHub hub = FakeHub.start()) {
            String[] lines = commands.stream().map(this::line).toArray(String[]::new);
            return Session.run(hub, folder.resolve("cache"), properties, lines);
        }
    }

    private String line(Command command) {
        List<String> words = command.words().stream()
                .map(word ->
                        PLACE.matcher(word).matches() ? folder.resolve(word).toString() : word.replace(' ', '_'))
                .toList();
        String line = String.join(" ", words);
        // As long as a test may take.
        return line.startsWith("train ") ? line + " --epochs 2 --batch-size 4 --image-size 32" : line;
    }

    /** Two classes that differ in their colour. */
    private void writePictures() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int label = 0; label < 2; label++) {
            Path own = Files.createDirectories(folder.resolve("photos").resolve(label == 0 ? "round" : "long"));
            for (int i = 0; i < 8; i++) {
                ImageIO.write(
                        picture(random, label), "png", own.resolve(i + ".png").toFile());
            }
        }
        ImageIO.write(picture(random, 0), "png", folder.resolve("new.png").toFile());
    }

    private static BufferedImage picture(SplittableRandom random, int label) {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < 32 * 32; pixel++) {
            image.setRGB(pixel % 32, pixel / 32, (random.nextInt(1 << 24) & 0x7f7f7f) | 0x80 << (8 * label));
        }
        return image;
    }
}

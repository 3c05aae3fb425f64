package org.inceptionnext.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a damaged card does: it is left out, the message names file and field, and the others stay. */
class CardReaderTest {
    private static final String FOLDER = "model/cv/image_classification/org/inceptionnext/";

    @TempDir
    Path root;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"parameters\": 4156520 | \"parameters\": -1 | artifacts[0].card.parameters: found -1, allowed a number above 0",
                "\"parameters\": 4156520 | \"parameters\": 1.5 | artifacts[0].card.parameters: found 1.5, allowed a whole number above 0",
                "\"parameters\": 4156520 | \"parameters\": \"many\" | artifacts[0].card.parameters: found \"many\", allowed a number above 0",
                "\"cropPct\": 0.875 | \"cropPct\": 0 | artifacts[0].card.presets.upstream.preprocessing.cropPct: found 0, allowed a number above 0",
                "\"cropPct\": 0.875 | \"croppct\": 0.875 | artifacts[0].card.presets.upstream.preprocessing.cropPct: found nothing, allowed a number above 0",
                "\"height\": 224,%n              \"width\" | \"height\": 99999,\"width\" | artifacts[0].card.presets.upstream.preprocessing.height: found 99999, allowed 1 to 8192 pixels",
                "\"bicubic\" | \"lanczos\" | artifacts[0].card.presets.upstream.preprocessing.interpolation: found 'lanczos', allowed bilinear, bicubic",
                "[0.485, 0.456, 0.406] | [0.485, 0.456] | artifacts[0].card.presets.upstream.preprocessing.mean: found [0.485,0.456], allowed a list of 3 numbers, none below 0.0",
                "\"labels\": \"imagenet-1k\" | \"labels\": \"imagenet-2k\" | labels: found 'imagenet-2k', allowed a file of zoo/labels, without .txt",
                "\"top1Percent\": 75.3, | \"top1Percent\": 753, | artifacts[0].card.presets.upstream.accuracy.top1Percent: found 753.0, allowed 0 to 100",
                "\"hex\": \"f8 | \"hex\": \"F8 | artifacts[0].card.weights.sources[0].sha256.hex: found 'F86dcfe1692a27592daf1248507057e4bb266113947aa451ec987b6308a45c72', allowed 64 lower-case hexadecimal digits",
                "\"sha256\" | \"sha-256\" | artifacts[0].card.weights.sources[0].sha-256: no such field",
                "\"github\" | \"gitlab\" | artifacts[0].card.weights.sources[1].embedded: found nothing, allowed one of embedded, github, huggingface, registry, web",
                "\"groupId\": \"org.inceptionnext\" | \"groupId\": \"com.example\" | groupId: found 'com.example', allowed 'org.inceptionnext'",
                "\"artifactId\": \"inceptionnext_atto\" | \"artifactId\": \"../evil\" | artifactId: found '../evil', allowed a-z, 0-9, - and _, a letter or digit first, at most 100",
                "\"website\": \"https: | \"website\": \"<< | website: found '<<//github.com/sail-sg/inceptionnext', allowed a URI",
                "\"paper\": { | \"paper\": [{ | not JSON",
            })
    void damagedFieldIsNamed(String sound, String damaged, String message) throws IOException {
        String card = soundCard();
        String target = sound.replace("%n", "\n");
        assertThat(card).as("the card holds what is to be damaged").contains(target);
        write("inceptionnext_atto", card.replaceFirst(Pattern.quote(target), Matcher.quoteReplacement(damaged)));
        Registry registry = read();
        assertThat(registry.cards()).extracting(ModelCard::name).doesNotContain("inceptionnext_atto");
        assertThat(registry.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.resource())
                    .isEqualTo("org/inceptionnext/metadata/" + FOLDER + "inceptionnext_atto/metadata.json");
            assertThat(problem.message()).startsWith(message);
        });
    }

    @Test
    void damagedCardLeavesTheOthers() throws IOException {
        write("inceptionnext_atto", "{");
        write("inceptionnext_femto", soundCard().replace("inceptionnext_atto", "inceptionnext_femto"));
        Registry registry = read();
        assertThat(registry.cards()).extracting(ModelCard::name).containsExactly("inceptionnext_femto");
        assertThat(registry.problems())
                .singleElement()
                .extracting(CardProblem::message)
                .asString()
                .contains("not JSON");
    }

    @Test
    void missingCardIsReported() throws IOException {
        write("inceptionnext_atto", soundCard());
        append("index.txt", FOLDER + "inceptionnext_femto/metadata.json\n");
        Registry registry = read();
        assertThat(registry.cards()).hasSize(1);
        assertThat(registry.problems())
                .singleElement()
                .extracting(CardProblem::message)
                .isEqualTo("no such resource");
    }

    @Test
    void cardInAnotherModelsFolderIsRefused() throws IOException {
        write("inceptionnext_femto", soundCard());
        assertThat(read().problems())
                .singleElement()
                .extracting(CardProblem::message)
                .asString()
                .startsWith("artifactId or application: the card belongs at org/inceptionnext/metadata/" + FOLDER
                        + "inceptionnext_atto/");
    }

    @Test
    void aNameIsTakenOnce() throws IOException {
        write("inceptionnext_atto", soundCard());
        write(
                "inceptionnext_femto",
                soundCard()
                        .replace("inceptionnext_atto", "inceptionnext_femto")
                        .replace("inceptionnext_femto.pth", "inceptionnext_atto.pth"));
        Registry registry = read();
        assertThat(registry.cards()).extracting(ModelCard::name).containsExactly("inceptionnext_atto");
        assertThat(registry.problems())
                .singleElement()
                .extracting(CardProblem::message)
                .isEqualTo("a name of inceptionnext_femto is taken by inceptionnext_atto");
    }

    private Registry read() throws IOException {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {root.toUri().toURL()}, null)) {
            return Registry.read(loader);
        }
    }

    private void write(String name, String card) throws IOException {
        Path labels = root.resolve("org/inceptionnext/zoo/labels/imagenet-1k.txt");
        if (Files.notExists(labels)) {
            Files.createDirectories(labels.getParent());
            Files.write(labels, resource("org/inceptionnext/zoo/labels/imagenet-1k.txt"));
        }
        append("index.txt", FOLDER + name + "/metadata.json\n");
        append(FOLDER + name + "/metadata.json", card);
    }

    private void append(String file, String text) throws IOException {
        Path path = root.resolve("org/inceptionnext/metadata").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String soundCard() throws IOException {
        byte[] bytes = resource("org/inceptionnext/metadata/" + FOLDER + "inceptionnext_atto/metadata.json");
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = CardReaderTest.class.getClassLoader().getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }
}

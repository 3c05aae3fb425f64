package org.inceptionnext.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.inceptionnext.registry.CardReader.Scope;
import org.inceptionnext.registry.CardWriter.Labelling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written is read back equal. */
class CardWriterTest {
    private static final CardReader.LabelSets LABELS = new LabelResources(Registry.class.getClassLoader());

    static Stream<ModelCard> cards() {
        return Registry.builtin().cards().stream();
    }

    private static List<Release> read(byte[] metadata, Scope scope) throws IOException {
        String text = new String(metadata, StandardCharsets.UTF_8);
        return new CardReader(LABELS, scope).read(JsonFields.parse(new StringReader(text)));
    }

    @ParameterizedTest
    @MethodSource("cards")
    void everyCardOfTheLibraryComesBackEqual(ModelCard card) throws IOException {
        List<Release> releases = List.of(new Release(card, List.of(), Optional.empty()));
        for (Labelling labelling : Labelling.values()) {
            byte[] written = new CardWriter(labelling).write(releases);
            assertThat(read(written, Scope.LIBRARY)).isEqualTo(releases);
        }
    }

    /** The cards of metadata/ were written by hand: DJL has to find in ours what it finds in them. */
    @ParameterizedTest
    @MethodSource("cards")
    void djlFindsTheArgumentsOfTheCardsThatWereWrittenByHand(ModelCard card) {
        InputStreamReader file = new InputStreamReader(
                CardWriterTest.class.getClassLoader().getResourceAsStream(Registry.resource(card)),
                StandardCharsets.UTF_8);
        JsonObject byHand = artifact(JsonParser.parseReader(file).getAsJsonObject());
        byte[] written =
                new CardWriter(Labelling.BY_NAME).write(List.of(new Release(card, List.of(), Optional.empty())));
        JsonObject ours = artifact(JsonParser.parseString(new String(written, StandardCharsets.UTF_8))
                .getAsJsonObject());
        assertThat(ours.get("arguments")).isEqualTo(byHand.get("arguments"));
        assertThat(ours.get("options")).isEqualTo(byHand.get("options"));
        assertThat(ours.get("card")).isEqualTo(byHand.get("card"));
    }

    private static JsonObject artifact(JsonObject root) {
        return root.getAsJsonArray("artifacts").get(0).getAsJsonObject();
    }

    @Test
    void versionsFilesWithdrawalsAndPlacesOfARegistryComeBackEqual() throws IOException {
        URI root = URI.create("https://models.example/zoo/");
        Scope scope = new Scope("acme", Optional.of(root), Set.of("com.acme"));
        String hex = "ab".repeat(32);
        ReleaseFile file = new ReleaseFile("README.md", 0, "cd".repeat(20), hex);
        ModelCard newer = card("2.0.0", "Cells, better", root.resolve("blobs/sha256/" + hex));
        ModelCard older = card("1.0.0", "Cells", URI.create("https://elsewhere.example/cells.safetensors"));
        List<Release> releases = List.of(
                new Release(newer, List.of(file), Optional.empty()),
                new Release(older, List.of(), Optional.of(new Yank("wrong labels", "2026-11-27"))));
        byte[] written = new CardWriter(Labelling.IN_FULL).write(releases);
        assertThat(read(written, scope)).isEqualTo(releases);
        assertThat(new String(written, StandardCharsets.UTF_8))
                .as("a registry can move")
                .doesNotContain("models.example")
                .contains("\"card\": \"com.acme/cells@2.0.0\"");
    }

    private static ModelCard card(String version, String title, URI weights) {
        ModelCard base = Registry.builtin().cards().get(0);
        About about = new About(
                title,
                "Finds \"cells\", <b>\u00fc</b>\n",
                base.about().website(),
                base.about().paper(),
                base.about().codeLicense(),
                new License("LicenseRef-acme", "com.acme"));
        WeightSource source = new WeightSource(
                new Location.Address(weights), Optional.of(12L), Optional.of(new Pin("ab".repeat(32), "acme")));
        return new ModelCard(
                "com.acme",
                "cells",
                Optional.empty(),
                version,
                base.application(),
                about,
                base.network(),
                base.parameters(),
                new Labels("cells", List.of("red", "white")),
                base.presets(),
                Optional.empty(),
                new PublishedWeights(Optional.of(new Pin("ef".repeat(32), "acme")), List.of(source)),
                new Origin("acme", Optional.empty()));
    }
}

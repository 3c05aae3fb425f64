package org.inceptionnext.recognise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.inceptionnext.network.Operation.Activation;
import org.inceptionnext.network.Operation.Activation.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pickled detector in which one setting of one module was changed: what no state dict would tell. */
class ModuleSettingsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stride | K2K2 | K1K1 | module model.0.conv has stride [1, 1]; the network built from its rows or name has stride [2, 2]",
                "padding | K1K1 | K0K0 | module model.0.conv has padding [0, 0]; the network built from its rows or name has padding [1, 1]",
                "dilation | K1K1 | K2K1 | module model.0.conv has dilation [2, 1]; the network built from its rows or name has dilation [1, 1]",
                "groups | K1 | K2 | module model.0.conv has groups 2; the network built from its rows or name has groups 1",
            })
    void changedSettingIsRefusedByModule(String setting, String from, String to, String said) throws Exception {
        refused(patched(setting, opcodes(from), opcodes(to)), said);
    }

    @Test
    void shortcutThatWasTakenOutIsRefused() throws Exception {
        refused(
                patched("\3\0\0\0add", "\u0088", "\u0089"),
                "module model.3.m.0 has add False; the network built from its rows or name has a shortcut there");
    }

    @Test
    void otherClassThanTheRowsIsRefused() throws Exception {
        refused(
                patched("models.common\n", "Conv\n", "C3TR\n"),
                "module model.0 has the class C3TR; the network built from its rows or name has the class Conv");
    }

    @Test
    void activationWithoutAnOperationIsRefused() throws Exception {
        refused(
                patched("modules.activation\n", "SiLU\n", "CELU\n"),
                "module model.0.act has the activation CELU; the network built from its rows or name has one of ELU, GELU,");
    }

    @Test
    void activationOfTheListIsTaken() throws Exception {
        try (Recognition recognition = open(patched("modules.activation\n", "SiLU\n", "Mish\n"))) {
            assertThat(recognition.require(Use.DETECT).weights().graph().nodes().stream()
                            .map(node -> node.operation())
                            .filter(Activation.class::isInstance))
                    .hasSize(9)
                    .containsOnly(new Activation(Function.MISH));
        }
    }

    @Test
    void fileThatWasNotChangedHasNothingToSay() throws Exception {
        try (Recognition recognition = open(Cases.file("detectors/plain.pt"))) {
            assertThat(recognition.require(Use.DETECT).notes()).isEmpty();
        }
    }

    private void refused(Path file, String said) throws Exception {
        try (Recognition recognition = open(file)) {
            assertThat(recognition.refusal().map(Refusal::reason)).hasValue(Refusal.Reason.SETTINGS);
            assertThatExceptionOfType(RecognitionException.class)
                    .isThrownBy(recognition::require)
                    .withMessageStartingWith("changed.pt: " + said);
        }
    }

    private static Recognition open(Path file) throws Exception {
        return Recogniser.open(file, RecognitionRequest.ANY);
    }

    /** A pickle's small numbers. */
    private static String opcodes(String numbers) {
        return numbers.replace("0", "\0").replace("1", "\1").replace("2", "\2");
    }

    /** Changes the first such bytes behind a text. */
    private Path patched(String after, String from, String to) throws Exception {
        String bytes = Files.readString(Cases.file("detectors/plain.pt"), StandardCharsets.ISO_8859_1);
        int text = bytes.indexOf(after);
        int at = bytes.indexOf(from, text + after.length());
        while (at - text - after.length() > 40) {
            text = bytes.indexOf(after, text + 1);
            assertThat(text).as("bytes of the setting").isPositive();
            at = bytes.indexOf(from, text + after.length());
        }
        Path file = folder.resolve("changed.pt");
        Files.writeString(
                file, bytes.substring(0, at) + to + bytes.substring(at + from.length()), StandardCharsets.ISO_8859_1);
        return file;
    }
}

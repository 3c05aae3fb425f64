package org.inceptionnext.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.Globals;
import org.inceptionnext.cli.console.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpLayoutTest {

    private static String help(int columns, String... words) {
        return help(columns, false, words);
    }

    private static String help(int columns, boolean colored, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(InputStream.nullInputStream(), out, err, true, true, columns, colored);
        assertThat(Inx.run(new Console(terminal, new Globals()), words)).isZero();
        assertThat(err.size()).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Examples are commands to copy, which stay whole. */
    private static List<String> withoutExamples(String help) {
        return help.split("\nExamples:\n", 2)[0].lines().toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 54, 55, 80, 200})
    void everyHelpFitsTheTerminal(int columns) {
        for (String name : InxTest.names()) {
            String[] words = (name + " --help").strip().split(" ");
            assertThat(withoutExamples(help(columns, words)))
                    .as("inx %s --help at %d columns", name, columns)
                    .allMatch(line -> line.length() <= Math.min(columns, 100));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 10, 39})
    void aTerminalTooNarrowForSentencesStillGetsAllOfThem(int columns) {
        assertThat(String.join(" ", help(columns, "classify", "--help").split("\\s+")))
                .contains("Show only classes of at least this probability, 0 to 1. Default: 0.");
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 200})
    void wordsStayWhole(int columns) {
        assertThat(help(columns, "classify", "--help"))
                .containsPattern("\\s\\.safetensors,")
                .containsPattern("\\shttp\\(s\\)\\s");
        assertThat(help(columns, "detect", "--help"))
                .contains("inx detect --weights best.pt photos/ --json | jq -c '[.file,(.detections|length)]'");
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80})
    void coloursChangeNothingButTheLooks(int columns) {
        for (String name : InxTest.names()) {
            String[] words = (name + " --help").strip().split(" ");
            assertThat(help(columns, true, words).replaceAll("\u001B\\[[0-9;]*m", ""))
                    .as("inx %s --help at %d columns", name, columns)
                    .isEqualTo(help(columns, words));
        }
        assertThat(help(columns, true, "--help")).contains("\u001B[1m");
    }

    @Test
    void narrowTerminalGetsDescriptionsBelowTheirOptions() {
        assertThat(help(40, "fetch", "--help")).contains("\n  --all\n      All models");
        assertThat(help(80, "fetch", "--help")).containsPattern("\n      --all +All models");
    }
}

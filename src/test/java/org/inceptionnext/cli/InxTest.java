package org.inceptionnext.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.inceptionnext.cli.console.ClosedPipeException;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.Globals;
import org.inceptionnext.cli.console.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class InxTest {

    /** Every command by the words that call it, {@code ""} for {@code inx} itself. */
    static Map<String, CommandLine> commands() {
        Map<String, CommandLine> commands = new TreeMap<>();
        collect("", root(), commands);
        return commands;
    }

    static List<String> names() {
        return List.copyOf(commands().keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyHelpHasTwoExamplesThatParse(String name) {
        List<String> words = new ArrayList<>(List.of(name.split(" ")));
        words.removeIf(String::isEmpty);
        words.add("--help");
        Outcome help = Outcome.of(words.toArray(String[]::new));

        assertThat(help.exitCode()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
        String[] parts = help.out().split("\nExamples:\n", -1);
        assertThat(parts).as("help with examples:%n%s", help.out()).hasSize(2);
        List<String> examples = parts[1].lines().map(String::strip).toList();
        assertThat(examples).hasSizeGreaterThanOrEqualTo(2);
        for (String example : examples) {
            String call = example.substring(example.indexOf("inx ") + 4).split(" [|>] |\\)|  #", 2)[0];
            root().parseArgs(call.replace("'", "").split(" "));
        }
    }

    @Test
    void everyHelpIsNamedInTheRootsHelp() {
        assertThat(Outcome.of("--help").out())
                .contains(root().getSubcommands().keySet())
                .containsPattern("  9 +output could not be written\n")
                .containsPattern("  130 +interrupted\n");
    }

    @Test
    void noCommandIsAUsageError() {
        Outcome outcome = Outcome.of();
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).isEqualTo("inx: no command given\nRun: inx --help\n");
    }

    @Test
    void misspeltCommandAndOptionAreSuggested() {
        Outcome command = Outcome.of("complete");
        assertThat(command.exitCode()).isEqualTo(2);
        assertThat(command.err()).contains("no such command: complete", "Did you mean", "completion");

        Outcome option = Outcome.of("completion", "--jso");
        assertThat(option.exitCode()).isEqualTo(2);
        assertThat(option.err())
                .contains("no such option: --jso", "Did you mean --json?", "Run: inx completion --help");
    }

    @Test
    void unknownCommandIsAnErrorAlsoWhereHelpIsAskedFor() {
        for (String[] arguments : new String[][] {
            {"nosuch", "--help"}, {"--help", "clasify"}, {"clasify", "cat.png", "-h"}, {"cache", "prun", "--help"}
        }) {
            Outcome outcome = Outcome.of(arguments);
            assertThat(outcome.exitCode()).as(String.join(" ", arguments)).isEqualTo(2);
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err()).startsWith("inx: no such command: ").contains("Did you mean ", "--help");
        }
        assertThat(Outcome.of("clasify", "-h").err()).contains("Did you mean classify");
        assertThat(Outcome.of("cache", "prun", "--help").err()).contains("Did you mean prune");
        assertThat(Outcome.of("cache", "--help", "prune").exitCode()).isZero();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyCommandTakesTheGlobalOptions(String name) {
        List<String> words = new ArrayList<>(List.of(name.split(" ")));
        words.removeIf(String::isEmpty);
        words.addAll(
                List.of("--json", "-q", "-v", "--stacktrace", "--color", "never", "--no-progress", "--device", "cpu"));
        words.addAll(List.of("--offline", "--cache-dir", "x", "--help"));
        Outcome outcome = Outcome.of(words.toArray(String[]::new));
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .startsWith(name.isEmpty() ? "InceptionNeXt models" : "")
                .contains("Usage: inx");
    }

    @Test
    void hostileArgumentCannotReachTheTerminal() {
        Outcome outcome = Outcome.of("completion", "\u001B[2J\u202Egnp");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("\\u{1b}[2J\\u{202e}gnp").doesNotContain("\u001B", "\u202E");
    }

    @Test
    void globalOptionsStandBeforeOrAfterTheCommand() {
        assertThat(Outcome.of("--quiet", "completion").exitCode()).isZero();
        assertThat(Outcome.of("completion", "--quiet").exitCode()).isZero();
    }

    @Test
    void completionScriptKnowsEveryCommand() {
        Outcome outcome = Outcome.of("completion");
        assertThat(outcome.out())
                .startsWith("#!/usr/bin/env bash")
                .contains(root().getSubcommands().keySet());
    }

    @Test
    void versionNamesTheJavaThatRuns() {
        assertThat(Outcome.of("--version").out()).startsWith("inx ").contains("Java " + Runtime.version());
    }

    @Test
    void closedPipeEndsQuietly() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) {
                throw new ClosedPipeException(new IOException("Broken pipe"));
            }
        };
        Terminal terminal = new Terminal(new ByteArrayInputStream(new byte[0]), closed, err, false, false, 100, true);
        assertThat(Inx.run(new Console(terminal, new Globals()), "completion")).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private static CommandLine root() {
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(new byte[0]),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                false,
                false,
                100,
                true);
        return Inx.commandLine(new Console(terminal, new Globals()), name -> true);
    }

    private static void collect(String name, CommandLine command, Map<String, CommandLine> into) {
        into.put(name, command);
        command.getSubcommands().forEach((word, sub) -> collect((name + " " + word).strip(), sub, into));
    }
}

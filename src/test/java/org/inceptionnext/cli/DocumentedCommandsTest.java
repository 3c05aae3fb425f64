package org.inceptionnext.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Every {@code inx} command line in the README and the docs is one that {@code inx} understands: the command is there, and so are
 * the options. What {@code docs/getting-started.md} says is run, by {@code GettingStartedTest}.
 */
class DocumentedCommandsTest {
    /** A line of a fence or an indented block that begins with the command, perhaps behind a shell's words. */
    private static final Pattern COMMAND =
            Pattern.compile("(?:^|&& |\\| |; |[<>$]\\()(?:(?:\\w+=\\S* )*)(?:\\./)?inx ([^`]*)");

    private static final Pattern FENCE = Pattern.compile("^```(\\w*).*");

    private static final CommandLine INX = CommandReference.model();

    record Command(Path page, int line, List<String> words) {
        @Override
        public String toString() {
            return page + ":" + line + " inx " + String.join(" ", words);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyCommandIsUnderstood() throws IOException {
        List<Command> commands = new ArrayList<>();
        for (Path page : pages()) {
            commands.addAll(commands(page));
        }
        assertThat(commands).hasSizeGreaterThan(100);
        return commands.stream()
                .map(command -> DynamicTest.dynamicTest(command.toString(), () -> assertUnderstood(command)));
    }

    private static void assertUnderstood(Command command) {
        try {
            INX.parseArgs(command.words().toArray(String[]::new));
        } catch (ParameterException e) {
            throw new AssertionError(command + ": " + e.getMessage(), e);
        }
    }

    @Test
    void wordsAreThoseOfAShell() {
        assertThat(words("classify 'a b'/*.jpg --json | jq x")).containsExactly("classify", "a b/*.jpg", "--json");
        assertThat(words("models   # lists them")).containsExactly("models");
        assertThat(words("embed a > b.jsonl")).containsExactly("embed", "a");
        assertThat(words("fetch x#sha256=1 && y")).containsExactly("fetch", "x#sha256=1");
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            docs.filter(path -> path.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    /** Returns the command lines of a page's blocks, without those that stand for any: with dots or letters for names. */
    static List<Command> commands(Path page) throws IOException {
        List<Command> commands = new ArrayList<>();
        boolean inFence = false;
        boolean isShell = false;
        int number = 0;
        String before = "";
        for (String line : Files.readAllLines(page)) {
            number++;
            Matcher fence = FENCE.matcher(line);
            if (fence.matches()) {
                inFence = !inFence;
                isShell = inFence && fence.group(1).equals("sh");
                continue;
            }
            if (!(isShell || (!inFence && line.startsWith("    ")))) {
                continue;
            }
            String text = before + line.strip();
            before = text.endsWith("\\") ? text.substring(0, text.length() - 1) : "";
            Matcher command = COMMAND.matcher(text);
            while (before.isEmpty() && command.find()) {
                List<String> words = words(command.group(1));
                if (words.stream().noneMatch(word -> word.contains("..."))) {
                    commands.add(new Command(page, number, words));
                }
            }
        }
        return commands;
    }

    /** Splits a command as a shell does, up to the end of the command. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean isWord = false;
        char quote = 0;
        for (char each : (text + " ").toCharArray()) {
            if (quote != 0) {
                if (each == quote) {
                    quote = 0;
                } else {
                    word.append(each);
                }
            } else if (each == '\'' || each == '"') {
                quote = each;
                isWord = true;
            } else if (!isWord && each == '#' || "|>;&)<".indexOf(each) >= 0) {
                break;
            } else if (each == ' ') {
                if (isWord) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                isWord = false;
            } else {
                word.append(each);
                isWord = true;
            }
        }
        return words;
    }
}

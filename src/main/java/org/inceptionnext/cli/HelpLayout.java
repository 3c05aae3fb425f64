package org.inceptionnext.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.inceptionnext.cli.console.WordWrap;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The help of a command: its own options explained, those of every command named in one line.
 *
 * <p>Laid out here instead of by picocli, which refuses terminals of less than 55 columns and breaks lines within words
 * such as {@code .safetensors}.
 */
final class HelpLayout {
    /** Longer lines are hard to read. */
    private static final int MAX_COLUMNS = 100;

    /** Below this a description stands under its option instead of beside it. */
    private static final int TWO_COLUMNS_FROM = 60;

    private static final int MAX_NAME_COLUMNS = 28;
    private static final int GAP = 3;
    private static final int NARROW_INDENT = 6;

    /** No sentence is put into fewer columns than this: a terminal that is narrower breaks lines by itself. */
    private static final int MIN_TEXT_COLUMNS = 20;

    private final int columns;

    private HelpLayout(int columns) {
        this.columns = Math.min(MAX_COLUMNS, columns);
    }

    /**
     * Sets the layout of a command and of those below it.
     *
     * @param columns the terminal's width
     */
    static void apply(CommandLine commandLine, int columns) {
        HelpLayout layout = new HelpLayout(columns);
        commandLine.getCommandSpec().usageMessage().abbreviateSynopsis(true).sortOptions(false);
        // Wide enough that picocli itself breaks no line: those of the synopsis.
        commandLine.setUsageHelpWidth(1000);
        Map<String, IHelpSectionRenderer> sections = commandLine.getHelpSectionMap();
        sections.put(
                UsageMessageSpec.SECTION_KEY_HEADER,
                help -> layout.paragraphs(message(help).header()));
        sections.put(UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING, help -> "");
        sections.put(UsageMessageSpec.SECTION_KEY_SYNOPSIS, layout::synopsis);
        sections.put(
                UsageMessageSpec.SECTION_KEY_DESCRIPTION,
                help -> layout.paragraphs(message(help).description()));
        sections.put(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST, help -> "");
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, layout::parametersAndOptions);
        sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
        sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, layout::commands);
        sections.put(
                UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST,
                help -> layout.rows(message(help).exitCodeList(), help));
        sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, HelpLayout::footer);
        commandLine.getSubcommands().values().forEach(command -> apply(command, columns));
    }

    private static UsageMessageSpec message(Help help) {
        return help.commandSpec().usageMessage();
    }

    private String synopsis(Help help) {
        // Without colours: lines are broken here by the number of their characters, and escapes count as such.
        String synopsis = new Help(help.commandSpec(), Help.defaultColorScheme(Help.Ansi.OFF)).abbreviatedSynopsis();
        String name = help.commandSpec().qualifiedName();
        return paragraphs("Usage: " + name + " " + synopsis.strip().replaceFirst("^" + name + " ?", ""));
    }

    private String parametersAndOptions(Help help) {
        Help.IParamLabelRenderer labels = help.createDefaultParamLabelRenderer();
        Map<String, String> rows = new LinkedHashMap<>();
        for (ArgSpec parameter : help.commandSpec().positionalParameters()) {
            rows.put(
                    labels.renderParameterLabel(parameter, Help.Ansi.OFF, List.of())
                            .toString(),
                    text(parameter));
        }
        for (OptionSpec option : help.commandSpec().options()) {
            if (!option.inherited()) {
                String label = labels.renderParameterLabel(option, Help.Ansi.OFF, List.of())
                        .toString();
                rows.put(names(option) + label, text(option));
            }
        }
        String inherited = help.commandSpec().options().stream()
                .filter(OptionSpec::inherited)
                .map(OptionSpec::longestName)
                .collect(Collectors.joining(" "));
        String own = rows.isEmpty() ? "" : "\n" + rows(rows, help);
        return inherited.isEmpty()
                ? own
                : own + "\n" + paragraphs("Options of every command (inx --help explains them):")
                        + indented(inherited, 2);
    }

    private static String names(OptionSpec option) {
        String[] names = option.names();
        String shortName = Arrays.stream(names)
                .filter(name -> name.length() == 2)
                .findFirst()
                .orElse("");
        String longName = option.longestName();
        return shortName.isEmpty() ? "    " + longName : shortName + ", " + longName;
    }

    private static String text(ArgSpec argument) {
        return plain(String.join(" ", argument.description()));
    }

    private String commands(Help help) {
        Map<String, String> rows = new LinkedHashMap<>();
        help.subcommands()
                .forEach((name, command) ->
                        rows.put(name, plain(String.join(" ", message(command).header()))));
        return rows.isEmpty() ? "" : "\nCommands:\n" + rows(rows, help);
    }

    private static String footer(Help help) {
        return Arrays.stream(message(help).footer())
                .map(line -> plain(line) + "\n")
                .collect(Collectors.joining());
    }

    /** Two columns, or one under the other where there is no room. */
    private String rows(Map<String, String> rows, Help help) {
        int longest = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
        boolean beside = columns >= TWO_COLUMNS_FROM;
        int indent = beside ? 2 + Math.min(longest, MAX_NAME_COLUMNS) + GAP : NARROW_INDENT;
        StringBuilder out = new StringBuilder();
        rows.forEach((label, description) -> {
            String name = beside ? label : label.strip();
            List<String> lines = new ArrayList<>(WordWrap.lines(description, textColumns(indent)));
            String styled = help.colorScheme().ansi().enabled() ? "\u001B[1m" + name + "\u001B[0m" : name;
            out.append("  ").append(styled);
            if (beside && name.length() <= MAX_NAME_COLUMNS) {
                out.append(" ".repeat(indent - 2 - name.length())).append(lines.remove(0));
            }
            out.append('\n');
            lines.forEach(line -> out.append(" ".repeat(indent)).append(line).append('\n'));
        });
        return out.toString();
    }

    private String paragraphs(String... texts) {
        return Arrays.stream(texts).map(text -> indented(text, 0)).collect(Collectors.joining());
    }

    private String indented(String text, int indent) {
        return WordWrap.lines(plain(text), textColumns(indent)).stream()
                .map(line -> (" ".repeat(indent) + line).stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    private int textColumns(int indent) {
        return Math.max(MIN_TEXT_COLUMNS, columns - indent);
    }

    /** picocli's texts are formats. */
    private static String plain(String format) {
        return format.replace("%n", "\n").replace("%%", "%");
    }
}

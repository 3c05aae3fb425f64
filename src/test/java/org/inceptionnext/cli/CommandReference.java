package org.inceptionnext.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.Globals;
import org.inceptionnext.cli.console.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.IParamLabelRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The page of all commands and options, written from the model by which the command line is parsed. */
final class CommandReference {
    private final StringBuilder page = new StringBuilder();
    private final IParamLabelRenderer labels;

    private CommandReference(CommandLine inx) {
        labels = inx.getHelp().createDefaultParamLabelRenderer();
    }

    /** Returns all commands, as they are parsed. */
    static CommandLine model() {
        Terminal terminal = new Terminal(
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                false,
                false,
                100,
                false);
        return Inx.commandLine(new Console(terminal, new Globals()), name -> true);
    }

    /** Returns the page as Markdown. */
    static String page() {
        CommandLine inx = model();
        CommandReference reference = new CommandReference(inx);
        reference.page.append("""
                # Commands and options

                <!-- Written by CommandReferenceTest from the commands themselves: change those. -->
                Every command of `inx` with all it takes. [cli.md](cli.md) tells what they are for.

                ## Options of every command

                They stand before or after the command.

                """);
        reference.table("option", inx.getCommandSpec().options());
        inx.getSubcommands().values().forEach(reference::command);
        return reference.page.toString();
    }

    private void command(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        page.append("\n## ").append(spec.qualifiedName()).append("\n\n");
        page.append(plain(spec.usageMessage().header())).append("\n\n");
        String description = plain(spec.usageMessage().description());
        if (!description.isEmpty()) {
            page.append(description).append("\n\n");
        }
        table("parameter", spec.positionalParameters());
        table(
                "option",
                spec.options().stream().filter(option -> !option.inherited()).toList());
        String examples = Arrays.stream(spec.usageMessage().footer())
                .map(line -> line.strip().replace("%%", "%"))
                .collect(Collectors.joining("\n"));
        if (!examples.isEmpty()) {
            page.append("```sh\n").append(examples).append("\n```\n");
        }
        command.getSubcommands().values().forEach(this::command);
    }

    private void table(String what, List<? extends ArgSpec> arguments) {
        if (arguments.isEmpty()) {
            return;
        }
        page.append("| ").append(what).append(" | |\n|---|---|\n");
        for (ArgSpec each : arguments) {
            page.append("| ")
                    .append(names(each))
                    .append(" | ")
                    .append(cell(plain(each.description())))
                    .append(" |\n");
        }
        page.append('\n');
    }

    private String names(ArgSpec argument) {
        String label =
                labels.renderParameterLabel(argument, Ansi.OFF, List.of()).toString();
        if (!(argument instanceof OptionSpec option)) {
            return "`" + cell(label.strip()) + "`";
        }
        return Arrays.stream(option.names())
                .map(name -> "`" + cell(name.equals(option.longestName()) ? name + label : name) + "`")
                .collect(Collectors.joining(", "));
    }

    private static String plain(String... texts) {
        String text =
                String.join(" ", texts).replace("%n", " ").replace("%%", "%").replaceAll(" +", " ");
        // What Markdown would take for HTML.
        return text.strip().replace("<", "&lt;");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}

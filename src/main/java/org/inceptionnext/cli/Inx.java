package org.inceptionnext.cli;

import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.inceptionnext.cli.console.ClosedPipeException;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.Failure;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Failures;
import org.inceptionnext.cli.console.Globals;
import org.inceptionnext.cli.console.Terminal;
import org.inceptionnext.cli.console.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: {@code inx COMMAND ...}. */
@Command(
        name = "inx",
        header = "InceptionNeXt models on the JVM, without Python.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {"  inx classify cat.png", "  inx models", "  inx inspect model.pth"})
public final class Inx implements Runnable {
    @Mixin
    final Globals globals;

    private Inx(Globals globals) {
        this.globals = globals;
    }

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param arguments the command and its arguments
     */
    public static void main(String[] arguments) {
        Console console = new Console(Terminal.ofProcess(), new Globals());
        Runtime.getRuntime().addShutdownHook(new Thread(console::silence, "inx-exit"));
        System.exit(run(console, arguments));
    }

    /** Runs a command and returns its exit code. */
    public static int run(Console console, String... arguments) {
        console.globals().words = List.of(arguments);
        try {
            CommandLine commandLine = commandLine(console, Commands.named(arguments));
            StringWriter printed = new StringWriter();
            // What picocli prints itself (help and versions) goes the way of all results, so that a failed write is
            // noticed.
            commandLine.setOut(new PrintWriter(printed));
            int exitCode = commandLine.execute(arguments);
            if (printed.getBuffer().length() > 0) {
                console.text(printed.toString());
            }
            return exitCode;
        } catch (Throwable thrown) {
            // Errors; exceptions go through the handler that is set below.
            return report(console, thrown);
        }
    }

    /** Returns the tree of commands, without those that are not wanted. */
    static CommandLine commandLine(Console console, Predicate<String> wanted) {
        CommandLine commandLine = new CommandLine(new Inx(console.globals()));
        Commands.ALL.forEach((name, command) -> {
            if (wanted.test(name)) {
                commandLine.addSubcommand(command.apply(console));
            }
        });
        commandLine.getCommandSpec().usageMessage().exitCodeList(ExitCode.meanings());
        commandLine
                .setErr(writer(console.terminal().err()))
                // A picture may be called @cat.png.
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new UsageErrors(console))
                .setExecutionExceptionHandler((thrown, command, parsed) -> report(console, thrown))
                .setExecutionStrategy(parsed -> execute(console, parsed));
        return commandLine;
    }

    @Override
    public void run() {
        throw new FailureException(ExitCode.USAGE, "no command given", "Run: inx --help");
    }

    private static int execute(Console console, ParseResult parsed) {
        boolean colored = console.isColored(console.terminal().outIsTerminal());
        parsed.commandSpec()
                .commandLine()
                .setColorScheme(Help.defaultColorScheme(colored ? Help.Ansi.ON : Help.Ansi.OFF));
        ParseResult last = last(parsed);
        requireKnownCommand(last);
        if (last.isUsageHelpRequested()) {
            HelpLayout.apply(
                    last.commandSpec().commandLine(), console.terminal().columns());
        } else if (!last.isVersionHelpRequested()) {
            Environment.prepare(console.globals());
        }
        return new RunLast().execute(parsed);
    }

    private static ParseResult last(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        return last;
    }

    /** With {@code --help} picocli overlooks a word that is no command, and would print the help of another one. */
    private static void requireKnownCommand(ParseResult last) {
        CommandLine command = last.commandSpec().commandLine();
        if (!last.unmatched().isEmpty() && !command.getSubcommands().isEmpty()) {
            throw new UnmatchedArgumentException(command, last.unmatched());
        }
    }

    private static int report(Console console, Throwable thrown) {
        if (thrown instanceof ClosedPipeException) {
            return ExitCode.OK.code();
        }
        Failure failure = Failures.of(thrown);
        console.error(failure, thrown);
        return failure.exitCode().code();
    }

    private static PrintWriter writer(OutputStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }
}

package org.inceptionnext.cli;

import java.util.List;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.Failure;
import org.inceptionnext.cli.console.Printable;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, what was probably meant, and where the help is. */
final class UsageErrors implements IParameterExceptionHandler {
    private static final int ARGUMENT_CHARS = 200;

    private final Console console;

    UsageErrors(Console console) {
        this.console = console;
    }

    @Override
    public int handleParseException(ParameterException thrown, String[] arguments) {
        CommandLine command = thrown.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String nextStep = suggestion(thrown) + "Run: " + name + " --help";
        console.error(new Failure(ExitCode.USAGE, message(thrown), nextStep), thrown);
        return ExitCode.USAGE.code();
    }

    private static String message(ParameterException thrown) {
        if (thrown instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String first = Printable.line(unmatched.getUnmatched().get(0), ARGUMENT_CHARS);
            CommandLine command = thrown.getCommandLine();
            boolean awaitsCommand = !command.getSubcommands().isEmpty()
                    && command.getCommandSpec().positionalParameters().isEmpty();
            String problem = awaitsCommand ? "no such command: " : "not expected: ";
            return (first.startsWith("-") ? "no such option: " : problem) + first;
        }
        return String.valueOf(thrown.getMessage());
    }

    private static String suggestion(ParameterException thrown) {
        if (thrown instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            return suggestions.isEmpty() ? "" : "Did you mean " + String.join(" or ", suggestions) + "? ";
        }
        return "";
    }
}

package org.inceptionnext.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.Failure;
import org.inceptionnext.cli.console.Printable;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
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
        return notAFileName(thrown).or(() -> noneOf(thrown)).orElseGet(() -> String.valueOf(thrown.getMessage()));
    }

    /** picocli would list the constants as Java spells them. */
    private static Optional<String> noneOf(ParameterException thrown) {
        if (thrown.getArgSpec() == null || thrown.getValue() == null) {
            return Optional.empty();
        }
        return valueType(thrown.getArgSpec(), Enum.class)
                .map(type -> wrongValue(thrown) + "expected one of " + Arrays.toString(type.getEnumConstants())
                        + ", found " + Printable.line(thrown.getValue(), ARGUMENT_CHARS));
    }

    /** Returns the type of an argument's values, or of the elements of a list of them, if it is such a type. */
    private static Optional<Class<?>> valueType(ArgSpec argument, Class<?> wanted) {
        return Stream.concat(Stream.of(argument.type()), Arrays.stream(argument.auxiliaryTypes()))
                .filter(wanted::isAssignableFrom)
                .findFirst();
    }

    private static String wrongValue(ParameterException thrown) {
        ArgSpec argument = thrown.getArgSpec();
        String label = argument instanceof OptionSpec option
                ? "option '" + option.longestName() + "'"
                : "parameter " + argument.paramLabel();
        return "Invalid value for " + label + ": ";
    }

    /**
     * Says what is wrong with a file's name. Here instead of in a converter: with one the launcher's class archive would have
     * to leave out picocli's own converters.
     */
    private static Optional<String> notAFileName(ParameterException thrown) {
        if (thrown.getArgSpec() == null || thrown.getValue() == null) {
            return Optional.empty();
        }
        try {
            return valueType(thrown.getArgSpec(), Path.class)
                    .map(type -> Path.of(thrown.getValue()))
                    .flatMap(name -> Optional.empty());
        } catch (InvalidPathException e) {
            return Optional.of(wrongValue(thrown) + "not a file name: "
                    + Printable.line(thrown.getValue(), Printable.PATH_CHARS) + " (" + e.getReason() + ")");
        }
    }

    private static String suggestion(ParameterException thrown) {
        if (thrown instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            return suggestions.isEmpty() ? "" : "Did you mean " + String.join(" or ", suggestions) + "? ";
        }
        return "";
    }
}

package org.inceptionnext.cli.options;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The words of a command line that choose a model and how it sees pictures, to be said again by a later command. */
public final class OptionWords {
    private static final Set<Class<?>> CHOOSING =
            Set.of(ModelOptions.class, CheckpointOptions.class, PresetOptions.class);

    /** Changes how fast the answer comes, not the answer; and a file is named anew. */
    private static final Set<String> LEFT_OUT = Set.of("--batch-size", "--weights", "--model");

    private OptionWords() {}

    /**
     * Returns the options of these classes that a command line gave, in the words that it gave, without where the weights are.
     *
     * @param parsed the command line
     */
    public static List<String> of(ParseResult parsed) {
        List<String> words = new ArrayList<>();
        for (OptionSpec option : parsed.matchedOptions()) {
            if (LEFT_OUT.contains(option.longestName())
                    || !(option.userObject() instanceof Field field)
                    || !CHOOSING.contains(field.getDeclaringClass())) {
                continue;
            }
            if (option.arity().max() == 0) {
                words.add(option.longestName());
            } else {
                option.originalStringValues().forEach(value -> words.add(option.longestName() + "=" + value));
            }
        }
        return words;
    }
}

package org.inceptionnext.cli.options;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.inceptionnext.cli.console.Console;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.djl.ProcessRegistry;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Registry;
import org.inceptionnext.registry.UnknownModelException;

/** Finds models by name, in the library and the user's own registries, and tells what a person may want to know of it. */
public final class ModelLookup {
    private ModelLookup() {}

    /**
     * Returns the library's models and those of the user's registries.
     *
     * @throws FailureException if the user's configuration is not what it must be
     */
    public static Registry registry() {
        Optional<IOException> problem = ProcessRegistry.problem();
        if (problem.isPresent()) {
            throw new FailureException(
                    ExitCode.USAGE,
                    String.valueOf(problem.get().getMessage()),
                    "How registries are configured: docs/registry.md");
        }
        return ProcessRegistry.get();
    }

    /**
     * Finds a model; says if the name means others too, and if a registry could not be asked.
     *
     * @throws UnknownModelException if there is none
     */
    public static ModelCard find(Console console, String name) throws UnknownModelException {
        Registry registry = registry();
        ModelCard card = registry.find(name);
        List<ModelCard> others = registry.others(name, card);
        if (!others.isEmpty()) {
            console.hint(card.qualifiedName() + " of " + card.origin().registry() + " is taken; the name means also "
                    + others.stream()
                            .map(other -> other.qualifiedName() + " of "
                                    + other.origin().registry())
                            .collect(Collectors.joining(", ")));
        }
        registry.notes().forEach(console::hint);
        return card;
    }
}

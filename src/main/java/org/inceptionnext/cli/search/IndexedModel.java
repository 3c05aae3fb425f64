package org.inceptionnext.cli.search;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Whose vectors an index holds. Vectors of two models, or of one model with pictures prepared in two ways, have nothing to say
 * about each other, so an index is of one.
 *
 * @param identity what has to be equal, by name: the model, its weights, how pictures are prepared
 * @param options the words of a command line by which the model is found again
 */
public record IndexedModel(Map<String, String> identity, List<String> options) {
    private static final String IDENTITY = "inceptionnext.model";
    private static final String OPTIONS = "inceptionnext.options";
    private static final Gson GSON = new Gson();

    public IndexedModel {
        identity = Map.copyOf(identity);
        options = List.copyOf(options);
    }

    /** Returns this as the texts that a commit of Lucene carries. */
    Map<String, String> commitData() {
        return Map.of(IDENTITY, GSON.toJson(identity), OPTIONS, GSON.toJson(options));
    }

    /**
     * Reads the texts of a commit.
     *
     * @throws FailureException if they are not this library's
     */
    static IndexedModel of(Path folder, Map<String, String> commitData) {
        try {
            @Nullable Map<?, ?> identity = GSON.fromJson(commitData.get(IDENTITY), Map.class);
            @Nullable List<?> options = GSON.fromJson(commitData.get(OPTIONS), List.class);
            if (identity != null && options != null) {
                Map<String, String> texts = new LinkedHashMap<>();
                identity.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
                return new IndexedModel(
                        texts, options.stream().map(String::valueOf).toList());
            }
        } catch (JsonParseException e) {
            // Said below.
        }
        throw new FailureException(
                ExitCode.NOT_FOUND,
                shown(folder) + " is an index of Lucene, but not one of pictures that inx made",
                "Make one: inx embed --index DIR PICTURE...");
    }

    /**
     * Refuses another model.
     *
     * @param found the model at hand
     * @param exitCode of the refusal
     * @param nextStep what can be done
     * @throws FailureException if it is not this one; says in what it differs
     */
    public void require(Path folder, IndexedModel found, ExitCode exitCode, String nextStep) {
        Map<String, String> differences = new LinkedHashMap<>();
        identity.keySet().stream().sorted().forEach(name -> {
            String here = found.identity().getOrDefault(name, "nothing");
            if (!here.equals(identity.get(name))) {
                differences.put(name, identity.get(name) + ", not " + here);
            }
        });
        if (!differences.isEmpty() || !found.identity().keySet().equals(identity.keySet())) {
            StringBuilder message = new StringBuilder(shown(folder)).append(" holds vectors of another model");
            differences.forEach((name, words) -> message.append("\n  ")
                    .append(name)
                    .append(": ")
                    .append(Printable.line(words, Printable.PATH_CHARS)));
            throw new FailureException(exitCode, message.toString(), nextStep);
        }
    }

    static String shown(Path folder) {
        return Printable.line(folder.toString(), Printable.PATH_CHARS);
    }
}

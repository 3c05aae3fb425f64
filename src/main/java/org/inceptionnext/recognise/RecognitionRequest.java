package org.inceptionnext.recognise;

import java.util.Optional;
import java.util.OptionalInt;
import org.inceptionnext.checkpoint.OpenOptions;
import org.inceptionnext.registry.Registry;

/**
 * What the user says about weights that are to be recognised; what is not said is read from the file.
 *
 * @param reading how the file is read
 * @param model a model or a network by name: the tensors must be its, whatever else they could be
 * @param rowsWin whether rows inside the file are used if they are of another network than the named one; otherwise that is
 *     a reason to refuse
 * @param prefix what stands before the wanted tensors' names, such as {@code model_ema.module.}; empty text for nothing
 * @param numClasses how many classes the weights must be for
 * @param inChannels how many channels the weights must take
 * @param registry where {@code model} is looked up; weights that nobody names are of the library's networks anyway
 */
public record RecognitionRequest(
        OpenOptions reading,
        Optional<String> model,
        boolean rowsWin,
        Optional<String> prefix,
        OptionalInt numClasses,
        OptionalInt inChannels,
        Registry registry) {

    /** Everything from the file. */
    public static final RecognitionRequest ANY = new RecognitionRequest(
            OpenOptions.DEFAULTS,
            Optional.empty(),
            false,
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            Registry.builtin());

    /** Returns the same with other ways to read the file. */
    public RecognitionRequest withReading(OpenOptions options) {
        return new RecognitionRequest(options, model, rowsWin, prefix, numClasses, inChannels, registry);
    }

    /** Returns the same for the tensors of this model. */
    public RecognitionRequest withModel(String name) {
        return new RecognitionRequest(reading, Optional.of(name), false, prefix, numClasses, inChannels, registry);
    }

    /** Returns the same for the tensors of this model, unless the file has rows of its own. */
    public RecognitionRequest withModelUnlessRows(String name) {
        return new RecognitionRequest(reading, Optional.of(name), true, prefix, numClasses, inChannels, registry);
    }

    /** Returns the same for the tensors whose names begin so; a missing last dot is added. */
    public RecognitionRequest withPrefix(String beginning) {
        String whole = beginning.isEmpty() || beginning.endsWith(".") ? beginning : beginning + ".";
        return new RecognitionRequest(reading, model, rowsWin, Optional.of(whole), numClasses, inChannels, registry);
    }

    /** Returns the same for weights of so many classes. */
    public RecognitionRequest withNumClasses(int classes) {
        return new RecognitionRequest(reading, model, rowsWin, prefix, OptionalInt.of(classes), inChannels, registry);
    }

    /** Returns the same for weights that take so many channels. */
    public RecognitionRequest withInChannels(int channels) {
        return new RecognitionRequest(reading, model, rowsWin, prefix, numClasses, OptionalInt.of(channels), registry);
    }

    /** Returns the same with model names looked up in this registry. */
    public RecognitionRequest withRegistry(Registry others) {
        return new RecognitionRequest(reading, model, rowsWin, prefix, numClasses, inChannels, others);
    }
}

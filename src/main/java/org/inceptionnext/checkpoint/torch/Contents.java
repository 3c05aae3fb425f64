package org.inceptionnext.checkpoint.torch;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.inceptionnext.checkpoint.CheckpointFormat;
import org.inceptionnext.checkpoint.LeftOut;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.pickle.Pickle;
import org.jspecify.annotations.Nullable;

/**
 * What a reader found in a file.
 *
 * @param key the dotted way to the tensors within the file's object; empty if it is the object itself
 * @param keys all ways to a state dict or module within the file's object
 * @param tensors by name, in file order
 * @param leftOut counts the tensors of the file that are not among them
 * @param metadata the free texts of a safetensors header
 * @param pickle the file's object; null for safetensors
 * @param archive the zip archive; null for other formats
 */
public record Contents(
        CheckpointFormat format,
        String key,
        List<String> keys,
        Map<String, Tensor> tensors,
        Supplier<List<LeftOut>> leftOut,
        Map<String, String> metadata,
        @Nullable Pickle pickle,
        @Nullable ZipCheckpoint archive) {

    public Contents {
        keys = List.copyOf(keys);
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    public static Contents ofSafetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
        return new Contents(CheckpointFormat.SAFETENSORS, "", List.of(), tensors, List::of, metadata, null, null);
    }

    public Optional<Pickle> object() {
        return Optional.ofNullable(pickle);
    }
}

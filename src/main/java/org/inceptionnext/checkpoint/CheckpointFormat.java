package org.inceptionnext.checkpoint;

import java.util.Locale;
import java.util.stream.Stream;

/** The file formats that are read. */
public enum CheckpointFormat {
    /** {@code torch.save} since 1.6: a zip archive of a pickle and one record per storage. */
    TORCH_ZIP("torch.save zip archive"),
    /** {@code torch.save} before 1.6: pickles and storages one after the other. */
    TORCH_LEGACY("torch.save file of the time before torch 1.6"),
    /** A JSON header and contiguous tensors. */
    SAFETENSORS("safetensors file");

    private final String description;

    CheckpointFormat(String description) {
        this.description = description;
    }

    /** Returns whether a name ends as those of other formats do. */
    boolean isMisleading(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean namedSafetensors = lower.endsWith(".safetensors");
        boolean namedTorch =
                Stream.of(".pth", ".pt", ".bin", ".ckpt", ".pth.tar").anyMatch(lower::endsWith);
        return this == SAFETENSORS ? namedTorch : namedSafetensors;
    }

    /** Returns what a file of this format is, in words, without an article. */
    public String description() {
        return description;
    }
}

package org.inceptionnext.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A weight file that is open: its tensors by name, read from the file when they are asked for.
 *
 * <p>The format is decided by content, never by the file's name. Nothing in the file is executed. All structure is checked
 * when the file is opened, before an element is read. Safe for use by several threads; tensors end with the checkpoint.
 */
public final class Checkpoint implements Closeable {
    private final CheckpointFile file;
    private final Contents contents;
    private final CommonPrefix named;

    private Checkpoint(CheckpointFile file, Contents contents) {
        this.file = file;
        this.contents = contents;
        this.named = CommonPrefix.strip(contents.tensors());
    }

    /**
     * Opens a file with default limits.
     *
     * @throws MalformedCheckpointException if the file is something else, is damaged, or is unsafe to read
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws IOException if the file cannot be read
     */
    public static Checkpoint open(Path path) throws IOException {
        return open(path, OpenOptions.DEFAULTS);
    }

    /**
     * Opens a file.
     *
     * @throws MalformedCheckpointException if the file is something else, is damaged, or is unsafe to read
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws IOException if the file cannot be read
     */
    public static Checkpoint open(Path path, OpenOptions options) throws IOException {
        CheckpointFile file = new CheckpointFile(path);
        try {
            return new Checkpoint(file, read(file, options));
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    private static Contents read(CheckpointFile file, OpenOptions options) throws IOException {
        if (SafetensorsReader.looksLike(file)) {
            return SafetensorsReader.read(file, options.limits());
        }
        throw file.malformed("no safetensors file", "only safetensors files are read so far");
    }

    /** Returns the file as it was named. */
    public Path file() {
        return file.path();
    }

    /** Returns the format that the content has. */
    public CheckpointFormat format() {
        return contents.format();
    }

    /** Returns the tensors by name, in file order, unmodifiable, without {@link #strippedPrefix()}. */
    public Map<String, Tensor> tensors() {
        return named.tensors();
    }

    /**
     * Returns the one prefix that stood before every name and is left out: {@code module.} (DataParallel),
     * {@code _orig_mod.} (torch.compile), {@code model.} (Lightning), {@code backbone.} or {@code vision_encoder.}.
     */
    public Optional<String> strippedPrefix() {
        return named.prefix();
    }

    /** Returns the free texts of a safetensors header, unmodifiable; empty for other formats. */
    public Map<String, String> metadata() {
        return contents.metadata();
    }

    /** Closes the file; its tensors can no longer be read. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}

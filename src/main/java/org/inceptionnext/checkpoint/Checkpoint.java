package org.inceptionnext.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.checkpoint.pickle.Pickle;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.checkpoint.pickle.Unpickler;
import org.inceptionnext.checkpoint.safetensors.SafetensorsReader;
import org.inceptionnext.checkpoint.storage.CheckpointFile;
import org.inceptionnext.checkpoint.storage.SourceInputStream;
import org.inceptionnext.checkpoint.torch.Contents;
import org.inceptionnext.checkpoint.torch.ForeignFile;
import org.inceptionnext.checkpoint.torch.LegacyCheckpoint;
import org.inceptionnext.checkpoint.torch.ZipCheckpoint;
import org.inceptionnext.checkpoint.zip.ZipArchive;
import org.inceptionnext.checkpoint.zip.ZipDirectory;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * A weight file that is open: its tensors by name, read from the file when they are asked for.
 *
 * <p>The format is decided by content, never by the file's name. Nothing in the file is executed. All structure is checked
 * when the file is opened, before an element is read. Safe for use by several threads; tensors end with the checkpoint.
 */
public final class Checkpoint implements Closeable {
    private static final String ONE_FORMAT = "readers would disagree what it is: a file must be of one format";

    private final Path path;
    private final List<? extends Closeable> files;
    private final Contents contents;
    private final CommonPrefix named;
    private volatile @Nullable List<LeftOut> leftOut;

    private Checkpoint(Path path, List<? extends Closeable> files, Contents contents) {
        this.path = path;
        this.files = List.copyOf(files);
        this.contents = contents;
        this.named = CommonPrefix.strip(contents.tensors());
    }

    /**
     * Makes one checkpoint of weights that are split over several files.
     *
     * @param index what names them all
     * @param shards open, at least one; closed with the checkpoint
     * @param tensors those of all shards, by full name
     */
    public static Checkpoint joined(Path index, List<Checkpoint> shards, Map<String, Tensor> tensors) {
        Contents first = shards.get(0).contents;
        List<Checkpoint> parts = List.copyOf(shards);
        Contents all = new Contents(
                first.format(),
                "",
                List.of(),
                tensors,
                () -> parts.stream().flatMap(part -> part.leftOut().stream()).toList(),
                first.metadata(),
                first.pickle(),
                first.archive());
        return new Checkpoint(index, shards, all);
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
            return new Checkpoint(path, List.of(file), read(file, options));
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    private static Contents read(CheckpointFile file, OpenOptions options) throws IOException {
        if (ZipArchive.looksLike(file)) {
            return ZipCheckpoint.read(file, options);
        }
        boolean safetensors = SafetensorsReader.looksLike(file);
        if (!safetensors && !LegacyCheckpoint.looksLike(file)) {
            throw ForeignFile.refusal(file);
        }
        if (ZipDirectory.endsLikeZip(file)) {
            throw file.malformed("a file of two formats: its end is that of a zip archive", ONE_FORMAT);
        }
        if (!safetensors) {
            return LegacyCheckpoint.read(file, options);
        }
        if (Unpickler.looksLike(file)) {
            throw file.malformed(
                    0, "a file of two formats: its header's length is also the beginning of a pickle", ONE_FORMAT);
        }
        if (options.key().isPresent()) {
            throw file.malformed(
                    "a safetensors file, which has no part under a key "
                            + PrintableText.quote(options.key().get()),
                    "its tensors are all there is: open it without a key");
        }
        SafetensorsReader.Listing listing = SafetensorsReader.read(file, options.limits());
        return Contents.ofSafetensors(listing.tensors(), listing.metadata());
    }

    /** Returns the file as it was named. */
    public Path file() {
        return path;
    }

    /** Returns the length of the content, of all shards together; of a pipe, what came through it. */
    public long sizeBytes() {
        long sizeBytes = 0;
        for (Closeable file : files) {
            sizeBytes += file instanceof CheckpointFile own ? own.sizeBytes() : ((Checkpoint) file).sizeBytes();
        }
        return sizeBytes;
    }

    /**
     * Reads the file from its first byte to its last, by the handle that it was opened with; of shards, what names them all.
     *
     * @return the SHA-256 of the content, as 64 lower-case hexadecimal digits
     */
    public String sha256() throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        try (InputStream in = new DigestInputStream(stream(), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private InputStream stream() throws IOException {
        return files.get(0) instanceof CheckpointFile own ? new SourceInputStream(own) : Files.newInputStream(path);
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
     * Returns the prefix that stood before every name and is left out: that of a wrapper, such as {@code module.}
     * (DataParallel), {@code _orig_mod.} (torch.compile), {@code model.} (Lightning) or {@code timm_model.}, or of several in
     * any order.
     */
    public Optional<String> strippedPrefix() {
        return named.prefix();
    }

    /**
     * Returns whether the names were those of timm's {@code features_only}, {@code stem_0.weight} and
     * {@code stages_0.blocks...}, and are given as the network has them: {@code stem.0.weight}.
     */
    public boolean hasFeatureNames() {
        return named.ofFeatures();
    }

    /** Returns whether the file's name ends as names of another format do, such as {@code .pth} for a safetensors file. */
    public boolean hasMisleadingName() {
        return format().isMisleading(path.toString());
    }

    /**
     * Returns the dotted way to the tensors within the file's object; empty if they are the object itself.
     *
     * <p>Unless {@link OpenOptions#key()} says otherwise: the first that holds weights of {@code state_dict_ema},
     * {@code model_ema}, {@code ema}, {@code state_dict}, {@code model_state_dict}, {@code model_state} and {@code model};
     * else the whole object.
     */
    public Optional<String> key() {
        return Optional.of(contents.key()).filter(key -> !key.isEmpty());
    }

    /** Returns the ways to all state dicts and modules within the file's object, for {@link OpenOptions#withKey}. */
    public List<String> keys() {
        return contents.keys();
    }

    /** Returns what the file consists of beside its tensors. */
    public CheckpointKind kind() {
        return contents.object().map(Pickle::kind).orElse(CheckpointKind.STATE_DICT);
    }

    /**
     * Returns every class and function that the file names, in order, and how many objects and calls of it were recorded,
     * also of those that the file's object does not keep; nothing of it has been resolved or run.
     */
    public Map<String, Integer> globals() {
        return contents.object().map(Pickle::globals).orElse(Map.of());
    }

    /** Returns the file's object as inert data; empty for safetensors. */
    public Optional<PickleValue> object() {
        return contents.object().map(Pickle::root);
    }

    /**
     * Reads all of a zip archive and returns the names of records whose checksum is wrong. Torch writes such on request, so
     * they are no reason for refusal; empty for other formats.
     */
    public List<String> checksumMismatches() throws IOException {
        ZipCheckpoint archive = contents.archive();
        return archive == null ? List.of() : archive.checksumMismatches();
    }

    /** Returns the free texts of a safetensors header, unmodifiable; empty for other formats. */
    public Map<String, String> metadata() {
        return contents.metadata();
    }

    /**
     * Returns how many tensors the file holds beside those of {@link #tensors()}, and where: every tensor that the file's
     * pickle makes is among those or counted here.
     */
    public List<LeftOut> leftOut() {
        List<LeftOut> known = leftOut;
        if (known == null) {
            List<LeftOut> all = new ArrayList<>(contents.leftOut().get());
            if (named.leftOut() > 0) {
                all.add(new LeftOut(named.leftOut(), "'n_averaged', the counter of AveragedModel,"));
            }
            known = List.copyOf(all);
            leftOut = known;
        }
        return known;
    }

    /** Closes the file; its tensors can no longer be read. */
    @Override
    public void close() throws IOException {
        @Nullable IOException failed = null;
        for (Closeable file : files) {
            try {
                file.close();
            } catch (IOException e) {
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}

package org.inceptionnext.checkpoint.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.inceptionnext.checkpoint.MalformedCheckpointException;
import org.inceptionnext.checkpoint.storage.CheckpointFile;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/** Says what a file is that is no checkpoint, and what its owner can do. */
public final class ForeignFile {
    static final String WHAT_IS_READ = "files of torch.save and safetensors files are read";
    private static final String SAVE_AGAIN =
            "load it in Python and write its weights: torch.save(model.state_dict(), \"weights.pth\")";
    private static final String DOWNLOAD_AGAIN = "download it again";
    private static final int HEAD_BYTES = 512;
    private static final int TAR_MAGIC_OFFSET = 257;
    /** A list, dict, global or object in the text form of protocol 0 or the binary one of protocol 1. */
    private static final Pattern TEXT_PICKLE =
            Pattern.compile("\\(?[dl]p\\d+\n|c[\\w.]+\n\\w+\n|\\(i[\\w.]+\n\\w+\n|[}\\])(]q.", Pattern.DOTALL);

    private static final int FLATBUFFER_MAGIC_OFFSET = 4;
    private static final String FROM_NUMPY = "torch.save({\"name\": torch.from_numpy(array)}, \"weights.pth\")";

    /** A model of ONNX is a protobuf message that begins with its version, then its producer, domain, graph or operators. */
    private static final Pattern ONNX = Pattern.compile("\u0008[\u0001-\u0020][\u0012\u001a\"*2:B]");

    private static final Map<String, String> PACKERS = Map.of(
            "\u001f\u008b", "gzip",
            "7z\u00bc\u00af", "7-Zip",
            "\u00fd7zXZ", "xz",
            "BZh", "bzip2",
            "(\u00b5/\u00fd", "Zstandard",
            "Rar!\u001a\u0007", "RAR",
            "\u0004\"M\u0018", "LZ4");

    private ForeignFile() {}

    /** Returns the error for a file that starts like no checkpoint. */
    public static MalformedCheckpointException refusal(CheckpointFile file) throws IOException {
        if (file.sizeBytes() == 0) {
            return file.malformed("an empty file", DOWNLOAD_AGAIN);
        }
        byte[] head = new byte[(int) Math.min(HEAD_BYTES, file.sizeBytes())];
        file.read(0, ByteBuffer.wrap(head));
        String latin1 = new String(head, StandardCharsets.ISO_8859_1);
        String text = latin1.stripLeading().toLowerCase(Locale.ROOT);
        if (text.startsWith("version https://git-lfs.github.com/spec/")) {
            return file.malformed(
                    "a Git LFS pointer, which only names the real file",
                    "run git lfs pull, or download the file itself");
        }
        if (text.startsWith("<!doctype") || text.startsWith("<html") || text.startsWith("<?xml")) {
            return file.malformed(
                    "a web page, probably of a server that asks to log in or reports an error",
                    "download the file itself");
        }
        if (isTar(latin1)) {
            return file.malformed(
                    "a tar archive; torch wrote checkpoints so before 0.1.10",
                    "this is too old to be read: " + SAVE_AGAIN);
        }
        return binaryOrText(file, latin1);
    }

    private static boolean isTar(String head) {
        return head.startsWith("ustar", TAR_MAGIC_OFFSET)
                || (head.length() == HEAD_BYTES && (head.startsWith("sys_info\0") || head.startsWith("storages\0")));
    }

    private static MalformedCheckpointException binaryOrText(CheckpointFile file, String head) {
        String picture = picture(head);
        if (picture != null) {
            return file.malformed("a picture (" + picture + ")", "weights are expected; " + WHAT_IS_READ);
        }
        for (Map.Entry<String, String> packer : PACKERS.entrySet()) {
            if (head.startsWith(packer.getKey())) {
                return file.malformed("a file compressed with " + packer.getValue(), "unpack it first");
            }
        }
        MalformedCheckpointException other = otherWeights(file, head);
        if (other != null) {
            return other;
        }
        if (LegacyCheckpoint.isText(head)) {
            return LegacyCheckpoint.textRefusal(file);
        }
        if (head.startsWith("\u0080")) {
            return file.malformed(0, "a Python pickle that torch.save did not write", SAVE_AGAIN);
        }
        if (TEXT_PICKLE.matcher(head).lookingAt()) {
            return file.malformed(0, "a Python pickle of protocol 0 or 1, which torch.save does not write", SAVE_AGAIN);
        }
        boolean printable = head.chars().allMatch(c -> (c >= ' ' && c != 0x7f) || c == '\n' || c == '\r' || c == '\t');
        return printable
                ? file.malformed("a text: " + PrintableText.quote(head), "weights are expected; " + WHAT_IS_READ)
                : file.malformed(0, "no known beginning of a weight file", WHAT_IS_READ);
    }

    private static @Nullable MalformedCheckpointException otherWeights(CheckpointFile file, String head) {
        String name = String.valueOf(file.path().getFileName()).toLowerCase(Locale.ROOT);
        if (head.startsWith("\u0093NUMPY")) {
            return file.malformed("one numpy array (.npy)", "save named tensors: " + FROM_NUMPY);
        }
        if (head.startsWith("DJL@")) {
            return file.malformed(
                    "a parameter file of DJL (.params)",
                    "it has no names that say where its numbers belong: save the weights as safetensors where they are"
                            + " made; " + WHAT_IS_READ);
        }
        if (ONNX.matcher(head).lookingAt() || name.endsWith(".onnx")) {
            return file.malformed(
                    "an ONNX model, which is a program with its weights",
                    "give the checkpoint that it was exported from; " + WHAT_IS_READ);
        }
        if (head.startsWith("TFL3", FLATBUFFER_MAGIC_OFFSET)) {
            return file.malformed("a TensorFlow Lite model", "give the checkpoint it was made of; " + WHAT_IS_READ);
        }
        if (head.startsWith("ET1", FLATBUFFER_MAGIC_OFFSET)) {
            return file.malformed("an ExecuTorch program", "give the checkpoint it was made of; " + WHAT_IS_READ);
        }
        if (head.startsWith("\u0089HDF")) {
            return file.malformed(
                    "an HDF5 file, as Keras writes it (.h5)",
                    "save its weights as safetensors in Python, under the names of the PyTorch model; " + WHAT_IS_READ);
        }
        if (head.startsWith("GGUF")) {
            return file.malformed(
                    "a GGUF file, as llama.cpp reads it", "give the checkpoint it was made of; " + WHAT_IS_READ);
        }
        if (head.startsWith("\u0080") && head.contains("torch.distributed.checkpoint.metadata")) {
            return shard(file, "the index of a checkpoint of torch.distributed.checkpoint");
        }
        return null;
    }

    /** Refuses a file that says by its name that it is one of a sharded checkpoint: it may hold a single tensor. */
    static void refuseShard(CheckpointFile file) throws MalformedCheckpointException {
        if (String.valueOf(file.path().getFileName()).endsWith(".distcp")) {
            throw shard(file, "a shard of a checkpoint of torch.distributed.checkpoint (.distcp)");
        }
    }

    static MalformedCheckpointException shard(CheckpointFile file, String what) {
        return file.malformed(
                what + ", not one checkpoint",
                "if torch.distributed.checkpoint wrote it, make one file of its folder in Python: python -m"
                        + " torch.distributed.checkpoint.format_utils dcp_to_torch FOLDER weights.pth");
    }

    private static @Nullable String picture(String head) {
        if (head.startsWith("\u0089PNG")) {
            return "PNG";
        }
        if (head.startsWith("\u00ff\u00d8\u00ff")) {
            return "JPEG";
        }
        if (head.startsWith("GIF8")) {
            return "GIF";
        }
        return head.startsWith("RIFF") && head.startsWith("WEBP", 8) ? "WebP" : null;
    }

    /** Refuses zip archives that other programs wrote, or torch for another purpose, by the names of their entries. */
    static void refuseArchive(CheckpointFile file, List<String> names) throws MalformedCheckpointException {
        if (has(names, "constants.pkl") || names.stream().anyMatch(name -> name.contains("/code/__torch__"))) {
            throw file.malformed(
                    "a TorchScript archive, which is a program", "it is not run, and not taken apart: " + SAVE_AGAIN);
        }
        if (has(names, "extern_modules")) {
            throw file.malformed("a torch.package archive, which holds Python code", SAVE_AGAIN);
        }
        boolean exported = has(names, "serialized_exported_program.json")
                || has(names, "archive_format")
                || names.stream().anyMatch(name -> name.endsWith("/models/model.json"));
        if (exported) {
            throw file.malformed("a torch.export archive, which is a program", SAVE_AGAIN);
        }
        if (names.contains("MAR-INF/MANIFEST.json")) {
            throw file.malformed(
                    "a model archive (.mar) of TorchServe around a checkpoint",
                    "unpack it and name the checkpoint in it");
        }
        if (names.contains("[Content_Types].xml") || names.contains("META-INF/MANIFEST.MF")) {
            throw file.malformed("an office document or a jar", WHAT_IS_READ);
        }
        if (names.stream().allMatch(name -> name.endsWith(".npy"))) {
            throw file.malformed("an archive of numpy arrays (.npz)", "save named tensors: " + FROM_NUMPY);
        }
        if (names.contains("model.weights.h5")) {
            throw file.malformed(
                    "a Keras model (.keras)", "save its weights as safetensors in Python; " + WHAT_IS_READ);
        }
        if (!has(names, "data.pkl")) {
            throw file.malformed(
                    "a zip archive without data.pkl, first entry " + PrintableText.quote(names.get(0)),
                    "if it is a checkpoint packed once more, unpack it; " + WHAT_IS_READ);
        }
    }

    /** Returns whether an entry has this name, in whatever folder. */
    private static boolean has(List<String> names, String last) {
        String inFolder = "/" + last;
        return names.stream().anyMatch(name -> name.equals(last) || name.endsWith(inFolder));
    }
}

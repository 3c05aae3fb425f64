package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are no checkpoints: the error says what they are and what to do. */
class ForeignFileTest {
    @TempDir
    Path folder;

    static List<Arguments> foreignFiles() {
        return List.of(
                arguments("", "an empty file", "download it again"),
                arguments("version https://git-lfs.github.com/spec/v1\noid", "a Git LFS pointer", "git lfs pull"),
                arguments("<!DOCTYPE html><html>Sign in", "a web page", "download the file"),
                arguments("\n  <html>", "a web page", "download the file"),
                arguments("hello\nworld", "a text: 'hello\\u000aworld'", "files of torch.save"),
                arguments("\u0089PNG\r\n\u001a", "a picture (PNG)", "weights are expected"),
                arguments("\u00ff\u00d8\u00ff\u00e0", "a picture (JPEG)", "weights are expected"),
                arguments("GIF89a\0", "a picture (GIF)", "weights are expected"),
                arguments("RIFF\1\2\3\4WEBPVP8L", "a picture (WebP)", "weights are expected"),
                arguments("\u001f\u008b\b", "a file compressed with gzip", "unpack it first"),
                arguments("BZh91AY", "a file compressed with bzip2", "unpack it first"),
                arguments("\u00fd7zXZ\0", "a file compressed with xz", "unpack it first"),
                arguments("(\u00b5/\u00fd", "a file compressed with Zstandard", "unpack it first"),
                arguments("Rar!\u001a\u0007", "a file compressed with RAR", "unpack it first"),
                arguments("\u0008\u0007\u0012\u0004onnx", "an ONNX model", "the checkpoint that it was exported from"),
                arguments("\u001c\0\0\0TFL3", "a TensorFlow Lite model", "the checkpoint it was made of"),
                arguments("\u0093NUMPY\u0001", "one numpy array (.npy)", "torch.from_numpy(array)"),
                arguments("DJL@\0\0", "a parameter file of DJL (.params)", "as safetensors"),
                arguments("L119547037146038801333356L\n.", "written with pickle protocol 0 or 1", "protocols 2 to 5"),
                arguments(
                        "\u0080\u0004\u0095ctorch.distributed.checkpoint.metadata",
                        "the index of a checkpoint of torch.distributed.checkpoint",
                        "dcp_to_torch"),
                arguments("\u0089HDF\r", "an HDF5 file", "files of torch.save"),
                arguments("GGUF\3\0", "a GGUF file", "files of torch.save"),
                arguments("\u0080\4\u0095", "a Python pickle", "torch.save(model.state_dict()"),
                arguments("\1\2\3\4", "no known beginning", "files of torch.save"));
    }

    @ParameterizedTest
    @MethodSource("foreignFiles")
    void whatAFileIsStandsInTheMessage(String content, String what, String advice) throws IOException {
        Path file = folder.resolve("best.pt");
        Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
        MalformedCheckpointException refusal = refusal(file);
        assertThat(refusal.found()).contains(what);
        assertThat(refusal.advice()).contains(advice);
        assertThat(refusal.file()).isEqualTo(file);
        assertThat(refusal).hasMessageStartingWith(file.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "archive/code/__torch__/net.py,        a TorchScript archive",
        "archive/constants.pkl,                a TorchScript archive",
        "pack/.data/extern_modules,            a torch.package archive",
        "serialized_exported_program.json,     a torch.export archive",
        "MAR-INF/MANIFEST.json,                a model archive (.mar)",
        "[Content_Types].xml,                  an office document",
        "arr_0.npy,                            an archive of numpy arrays",
        "photos/cat.jpg,                       'a zip archive without data.pkl, first entry ''photos/cat.jpg'''",
    })
    void zipArchivesOfOtherProgramsAreNamed(String entry, String what) throws IOException {
        Path file = folder.resolve("model.pt");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(1);
        }
        assertThat(refusal(file).found()).contains(what);
    }

    @Test
    void archiveInAnotherFolderThanItsPickleIsTold() throws IOException {
        Path file = folder.resolve("two.pth");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("a/data.pkl"));
            zip.putNextEntry(new ZipEntry("b/version"));
        }
        assertThat(refusal(file).found()).contains("entry 'b/version' outside the folder 'a/'");
    }

    @Test
    void missingFileIsNoMalformedFile() {
        assertThatThrownBy(() -> Checkpoint.open(folder.resolve("none.pth"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void textOfTheFileIsEscapedAndCut() throws IOException {
        Path file = folder.resolve("note.txt");
        Files.writeString(file, "tab\tand much more text ".repeat(100));
        assertThat(refusal(file).found()).contains("tab\\u0009and").contains("... (512 characters)");
    }

    private static MalformedCheckpointException refusal(Path file) {
        return catchThrowableOfType(MalformedCheckpointException.class, () -> Checkpoint.open(file));
    }
}

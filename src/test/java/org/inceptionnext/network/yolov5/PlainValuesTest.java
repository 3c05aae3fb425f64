package org.inceptionnext.network.yolov5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.checkpoint.pickle.PickleValue.Dict;
import org.inceptionnext.checkpoint.pickle.PickleWriter;
import org.inceptionnext.checkpoint.torch.TorchArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists that a pickle holds in more than one place, which no YAML file can hide. */
class PlainValuesTest {
    private static final Tensor WEIGHT = Tensors.ofFloats("w", List.of(1L), new float[] {1});

    @TempDir
    private Path folder;

    @Test
    void valuesAreThoseOfYaml() throws IOException {
        // [1, 2.5, True, None, 'x']
        byte[] list = pickle("](K\1G@\4\0\0\0\0\0\0\u0088NX\1\0\0\0xe");
        assertThat(read(list)).containsExactly(Map.entry("list", Arrays.asList(1, 2.5, true, null, "x")));
    }

    @Test
    void listThatContainsItselfIsRefused() throws IOException {
        // memo 0 = []; memo 0 gets memo 0
        byte[] endless = pickle("]q\0h\0a");
        assertThatThrownBy(() -> read(endless))
                .isInstanceOf(RowFormatException.class)
                .hasMessage("my.pt: its rows hold more than 100000 values or are nested more than 16 deep");
    }

    /** Ten times the list before, five times over: a hundred thousand numbers, and their lists, from two hundred bytes. */
    @Test
    void listOfListsOfListsIsRefused() throws IOException {
        StringBuilder nested = new StringBuilder("](K\1K\1K\1K\1K\1K\1K\1K\1K\1K\1e");
        for (int level = 0; level < 4; level++) {
            nested.append('q').append((char) level).append('0').append("](");
            nested.append(("h" + (char) level).repeat(10)).append('e');
        }
        byte[] bomb = pickle(nested.toString());
        assertThatThrownBy(() -> read(bomb))
                .isInstanceOf(RowFormatException.class)
                .hasMessageStartingWith("my.pt: its rows hold more than 100000 values");
    }

    /** The list that the opcodes make, in a dict. */
    private static byte[] pickle(String opcodes) {
        return ("}X\4\0\0\0list" + opcodes + "s").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Reads a file whose object is a dict of a tensor and, under {@code rows}, the dict that the opcodes make. */
    private Map<String, Object> read(byte[] rows) throws IOException {
        Path file = folder.resolve("my.pt");
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            TorchArchive archive = new TorchArchive(out);
            archive.add("data.pkl", object(rows));
            archive.add("version", "3\n".getBytes(StandardCharsets.US_ASCII));
            archive.addStorage("0", WEIGHT);
            archive.finish();
        }
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            Dict root = (Dict) checkpoint.object().orElseThrow();
            return PlainValues.of("my.pt", (Dict) root.get("rows").orElseThrow());
        }
    }

    /** A writer writes no lists, so its last two opcodes, which fill the dict and end, move behind ours. */
    private static byte[] object(byte[] rows) throws IOException {
        PickleWriter writer = new PickleWriter();
        writer.emptyDict();
        writer.mark();
        writer.text("weight");
        writer.tensor(WEIGHT, "0");
        writer.text("rows");
        writer.setItems();
        byte[] pickle = writer.finish();
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        object.write(pickle, 0, pickle.length - 2);
        object.write(rows);
        object.write(pickle, pickle.length - 2, 2);
        return object.toByteArray();
    }
}

package org.inceptionnext.checkpoint;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.inceptionnext.text.PrintableText;

/**
 * Writes tensors as a safetensors file, as the original library lays it out: by falling size of the type, then by name,
 * with the header padded to a multiple of 8 bytes. The same tensors and metadata give the same bytes.
 */
public final class SafetensorsWriter {
    private static final int ALIGNMENT = 8;
    private static final Comparator<Tensor> LAYOUT = Comparator.<Tensor>comparingInt(
                    tensor -> -tensor.dtype().bits())
            .thenComparing(Tensor::dtype)
            .thenComparing(Tensor::name);

    private SafetensorsWriter() {}

    /**
     * Writes a file, replacing what was there only when all of it is written.
     *
     * @param tensors read one after the other, none held in memory
     * @param metadata free texts for the header, such as {@code format: pt}
     * @throws IllegalArgumentException if two tensors have one name, or a type has no safetensors name (C128)
     * @throws IOException if a tensor cannot be read or the file cannot be written
     */
    public static void write(Path file, Collection<? extends Tensor> tensors, Map<String, String> metadata)
            throws IOException {
        List<Tensor> ordered =
                tensors.stream().sorted(LAYOUT).map(Tensor.class::cast).toList();
        byte[] header = header(ordered, metadata);
        AtomicFile.write(file, out -> {
            writeFully(
                    out,
                    ByteBuffer.allocate(Long.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(header.length)
                            .flip());
            writeFully(out, ByteBuffer.wrap(header));
            for (Tensor tensor : ordered) {
                tensor.writeTo(out);
            }
        });
    }

    private static byte[] header(List<Tensor> ordered, Map<String, String> metadata) throws IOException {
        StringWriter text = new StringWriter();
        JsonWriter json = new JsonWriter(text);
        json.setHtmlSafe(false);
        json.beginObject();
        if (!metadata.isEmpty()) {
            json.name("__metadata__").beginObject();
            for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
                json.name(entry.getKey()).value(entry.getValue());
            }
            json.endObject();
        }
        Set<String> names = new HashSet<>();
        long begin = 0;
        for (Tensor tensor : ordered) {
            requireWritable(tensor, names);
            long end = Math.addExact(begin, tensor.sizeBytes());
            json.name(tensor.name()).beginObject();
            json.name("dtype").value(tensor.dtype().name());
            json.name("shape").beginArray();
            for (long size : tensor.shape()) {
                json.value(size);
            }
            json.endArray();
            json.name("data_offsets").beginArray().value(begin).value(end).endArray();
            json.endObject();
            begin = end;
        }
        json.endObject();
        byte[] unpadded = text.toString().getBytes(StandardCharsets.UTF_8);
        int padding = -unpadded.length & (ALIGNMENT - 1);
        return (text + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
    }

    private static void requireWritable(Tensor tensor, Set<String> names) {
        if (tensor.name().equals("__metadata__")) {
            throw new IllegalArgumentException("safetensors keeps the name '__metadata__' for its own use, and one of"
                    + " the tensors has it: write a .pth file, or rename the tensor");
        }
        if (!names.add(tensor.name())) {
            throw new IllegalArgumentException(
                    "safetensors cannot hold two entries named " + PrintableText.quote(tensor.name()));
        }
        if (tensor.dtype() == DType.C128) {
            throw new IllegalArgumentException("safetensors has no complex128, the type of "
                    + PrintableText.quote(tensor.name()) + "; write a .pth file");
        }
    }

    private static void writeFully(FileChannel out, ByteBuffer data) throws IOException {
        while (data.hasRemaining()) {
            out.write(data);
        }
    }
}

package org.inceptionnext.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.inceptionnext.checkpoint.pickle.PickleWriter;
import org.inceptionnext.checkpoint.pickle.TorchType;
import org.inceptionnext.checkpoint.torch.TorchArchive;
import org.inceptionnext.text.PrintableText;

/**
 * Writes tensors as a state dict that {@code torch.load(file, weights_only=True)} reads: the zip layout of
 * {@code torch.save}, records stored and aligned to 64 bytes. The same tensors give the same bytes.
 */
public final class PthWriter {

    private PthWriter() {}

    /**
     * Writes a file, replacing what was there only when all of it is written. Each tensor gets a storage of its own.
     *
     * @param tensors read one after the other, none held in memory; their order is kept
     * @throws IllegalArgumentException if two tensors have one name, or torch has no such type (6-bit floats)
     * @throws IOException if a tensor cannot be read or the file cannot be written
     */
    public static void write(Path file, Collection<? extends Tensor> tensors) throws IOException {
        List<Tensor> ordered = List.copyOf(tensors);
        Set<String> names = new HashSet<>();
        for (Tensor tensor : ordered) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException("two tensors are named " + PrintableText.quote(tensor.name()));
            }
            if (!TorchType.has(tensor.dtype())) {
                throw new IllegalArgumentException("torch has no type " + tensor.dtype() + ", that of "
                        + PrintableText.quote(tensor.name()) + "; write a safetensors file");
            }
        }
        AtomicFile.write(file, out -> writeArchive(out, ordered));
    }

    private static void writeArchive(FileChannel out, List<Tensor> tensors) throws IOException {
        TorchArchive archive = new TorchArchive(out);
        archive.add("data.pkl", stateDict(tensors));
        archive.add(".format_version", ascii("1"));
        archive.add(".storage_alignment", ascii(Integer.toString(TorchArchive.ALIGNMENT)));
        archive.add("byteorder", ascii("little"));
        for (int key = 0; key < tensors.size(); key++) {
            archive.addStorage(Integer.toString(key), tensors.get(key));
        }
        archive.add("version", ascii("3\n"));
        archive.finish();
    }

    private static byte[] stateDict(List<Tensor> tensors) {
        PickleWriter pickle = new PickleWriter();
        pickle.emptyOrderedDict();
        if (!tensors.isEmpty()) {
            pickle.mark();
            for (int key = 0; key < tensors.size(); key++) {
                pickle.text(tensors.get(key).name());
                pickle.tensor(tensors.get(key), Integer.toString(key));
            }
            pickle.setItems();
        }
        return pickle.finish();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

package org.inceptionnext.checkpoint;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.X000A_NTFS;
import org.apache.commons.compress.archivers.zip.X5455_ExtendedTimestamp;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/**
 * Writes tensors as a state dict that {@code torch.load(file, weights_only=True)} reads: the zip layout of
 * {@code torch.save}, records stored and aligned to 64 bytes. The same tensors give the same bytes.
 */
public final class PthWriter {
    private static final int ALIGNMENT = 64;
    /** The folder that torch itself uses when it saves to a stream. */
    private static final String ROOT = "archive/";

    private PthWriter() {}

    /**
     * Writes a file, replacing what was there only when all of it is written. Each tensor gets a storage of its own.
     *
     * @param tensors read one after the other, none held in memory; their order is kept
     * @throws IllegalArgumentException if two tensors have one name
     * @throws IOException if a tensor cannot be read or the file cannot be written
     */
    public static void write(Path file, Collection<? extends Tensor> tensors) throws IOException {
        List<Tensor> ordered = List.copyOf(tensors);
        Set<String> names = new HashSet<>();
        for (Tensor tensor : ordered) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException("two tensors are named " + PrintableText.quote(tensor.name()));
            }
        }
        AtomicFile.write(file, out -> writeArchive(out, ordered));
    }

    private static void writeArchive(FileChannel out, List<Tensor> tensors) throws IOException {
        ZipArchiveOutputStream zip = new ZipArchiveOutputStream(out);
        writeRecord(zip, "data.pkl", StateDictPickle.of(tensors));
        writeRecord(zip, ".format_version", ascii("1"));
        writeRecord(zip, ".storage_alignment", ascii(Integer.toString(ALIGNMENT)));
        writeRecord(zip, "byteorder", ascii("little"));
        for (int key = 0; key < tensors.size(); key++) {
            Tensor tensor = tensors.get(key);
            startRecord(zip, "data/" + key, tensor.sizeBytes());
            tensor.writeTo(Channels.newChannel(zip));
            zip.closeArchiveEntry();
        }
        writeRecord(zip, "version", ascii("3\n"));
        zip.finish();
    }

    private static void writeRecord(ZipArchiveOutputStream zip, String name, byte[] content) throws IOException {
        startRecord(zip, name, content.length);
        zip.write(content);
        zip.closeArchiveEntry();
    }

    private static void startRecord(ZipArchiveOutputStream zip, String name, long sizeBytes) throws IOException {
        ZipArchiveEntry entry = new ZipArchiveEntry(ROOT + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(sizeBytes);
        entry.setAlignment(ALIGNMENT);
        // Before 1980 means the earliest time a zip can hold, in every time zone.
        entry.setTime(0);
        // That time once more, in two further notations which torch does not write.
        entry.removeExtraField(X5455_ExtendedTimestamp.HEADER_ID);
        entry.removeExtraField(X000A_NTFS.HEADER_ID);
        zip.putArchiveEntry(entry);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

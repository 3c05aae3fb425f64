package org.inceptionnext.cli.results;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.inceptionnext.cli.console.Failure;
import org.inceptionnext.cli.console.Json;
import org.inceptionnext.djl.pictures.PictureResult;

/**
 * Vectors as a matrix of numpy's file format 1.0: little-endian float32, a row a picture. The names of the pictures stand beside it
 * as a JSON array, in {@code NAME.files.json}; one that failed has no row and no name.
 */
final class NpyResults implements ResultWriter<float[]> {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

    /** Magic, length and dictionary, a multiple of 64 as numpy asks, with room for any number of rows. */
    private static final int HEADER_BYTES = 128;

    private final PartFile matrix;
    private final PartFile list;
    private final OutputStream numbers;
    private final Writer names;
    private long rows;
    private int columns;

    NpyResults(Path file) {
        matrix = PartFile.of(file);
        list = PartFile.of(file.resolveSibling(file.getFileName() + ".files.json"));
        try {
            numbers = new BufferedOutputStream(Files.newOutputStream(matrix.part()));
            numbers.write(new byte[HEADER_BYTES]);
            names = new BufferedWriter(Files.newBufferedWriter(list.part()));
            names.write('[');
        } catch (IOException e) {
            throw matrix.failed(e);
        }
    }

    @Override
    public void answered(PictureResult.Answered<float[]> result) {
        float[] vector = result.answer();
        columns = vector.length;
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        try {
            numbers.write(bytes.array());
            names.write(rows == 0 ? "\n" : ",\n");
            names.write(Json.text(result.picture().name()));
        } catch (IOException e) {
            throw matrix.failed(e);
        }
        rows++;
    }

    @Override
    public void failed(String name, Failure failure) {
        // It was said on standard error, and has no vector.
    }

    @Override
    public void finish() {
        try {
            names.write("\n]\n");
            names.close();
            numbers.close();
            try (RandomAccessFile file = new RandomAccessFile(matrix.part().toFile(), "rw")) {
                file.write(header());
            }
        } catch (IOException e) {
            throw matrix.failed(e);
        }
        list.finish();
        matrix.finish();
    }

    private byte[] header() {
        String dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + columns + "), }";
        int length = HEADER_BYTES - MAGIC.length - 2;
        String padded = dictionary + " ".repeat(length - 1 - dictionary.length()) + "\n";
        return ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putShort((short) length)
                .put(padded.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    @Override
    public void close() {
        try (list;
                matrix) {
            names.close();
            numbers.close();
        } catch (IOException e) {
            throw matrix.failed(e);
        }
    }
}

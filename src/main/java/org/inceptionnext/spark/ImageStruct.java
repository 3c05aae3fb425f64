package org.inceptionnext.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The struct of Spark's {@code image} source, whose pixels Spark has decoded: blue, green, red (and alpha, which is dropped, as
 * Pillow's {@code convert("RGB")} does), or gray. What that decoding lost stays lost.
 */
final class ImageStruct {
    private static final int HEIGHT = 1;
    private static final int WIDTH = 2;
    private static final int CHANNELS = 3;
    private static final int MODE = 4;
    private static final int DATA = 5;
    private static final int GRAY = 1;
    private static final int BGR = 3;
    private static final int BGRA = 4;

    /** OpenCV's number of a type: its channels above, the depth of a byte (0) below. */
    private static final int MODE_CHANNELS_SHIFT = 3;

    private ImageStruct() {}

    static boolean isOne(DataType type) {
        return type instanceof StructType struct && shape(struct).equals(shape(ImageSchema.columnSchema()));
    }

    private static List<String> shape(StructType struct) {
        return Arrays.stream(struct.fields()).map(ImageStruct::shape).toList();
    }

    private static String shape(StructField field) {
        return field.name() + " " + field.dataType().typeName();
    }

    /**
     * Returns the pixels as a file of the simplest format: what follows is the way of every other picture.
     *
     * @throws IOException if the struct holds none
     */
    static byte[] encoded(Row row) throws IOException {
        if (row.isNullAt(HEIGHT) || row.isNullAt(WIDTH) || row.isNullAt(CHANNELS) || row.isNullAt(DATA)) {
            throw new IOException("no picture: a field of the image's struct is null");
        }
        int height = row.getInt(HEIGHT);
        int width = row.getInt(WIDTH);
        int channels = row.getInt(CHANNELS);
        byte[] data = row.getAs(DATA);
        if (height < 1 || width < 1) {
            throw new IOException("no picture: Spark could not decode it (height " + height + ", width " + width + ")");
        }
        boolean isKnown = channels == GRAY || channels == BGR || channels == BGRA;
        if (!isKnown || row.isNullAt(MODE) || row.getInt(MODE) != (channels - 1) << MODE_CHANNELS_SHIFT) {
            throw new IOException("pixels of mode " + row.get(MODE) + " with " + channels
                    + " channels; allowed are bytes with 1, 3 or 4: modes 0, 16 and 24");
        }
        if ((long) height * width * channels != data.length) {
            throw new IOException("found " + data.length + " bytes of pixels; " + width + " x " + height + " pixels of "
                    + channels + " channels have " + (long) height * width * channels);
        }
        return encoded(width, height, channels, data);
    }

    private static byte[] encoded(int width, int height, int channels, byte[] data) {
        byte[] header = ((channels == GRAY ? "P5\n" : "P6\n") + width + " " + height + "\n255\n")
                .getBytes(StandardCharsets.US_ASCII);
        int pixels = width * height;
        int samples = channels == GRAY ? GRAY : BGR;
        byte[] file = Arrays.copyOf(header, header.length + samples * pixels);
        for (int i = 0; i < pixels; i++) {
            for (int sample = 0; sample < samples; sample++) {
                file[header.length + samples * i + sample] = data[channels * i + samples - 1 - sample];
            }
        }
        return file;
    }
}

package org.inceptionnext.vision.decode.png;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.PixelReference;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/** The rows of a PNG out of its compressed chunks, a row at a time, with their filters undone. */
final class PngRows implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final EncodedImage image;
    private final Inflater inflater = new Inflater();
    private final Iterator<ByteBuffer> data;
    private final int step;
    private final boolean endsEarly;
    private byte[] buffer = {};
    private byte[] above = {};
    private int rowBytes;
    private int at;
    private int filled;
    private long left;

    PngRows(EncodedImage image, PngFile file) {
        this.image = image;
        this.data = file.data().iterator();
        this.step = file.header().neighbour();
        this.endsEarly = image.options().reference() == PixelReference.PILLOW;
    }

    /** Begins a picture, or a pass of one: so many rows of so many bytes, the first below a row of zeros. */
    void begin(int bytesOfARow, int rows) {
        rowBytes = bytesOfARow;
        left = (long) rows * (rowBytes + 1);
        buffer = new byte[Math.min(Math.max(BUFFER_BYTES / (rowBytes + 1), 1), rows) * (rowBytes + 1)];
        above = new byte[rowBytes];
        at = 0;
        filled = 0;
    }

    /**
     * Makes the next row; it lies in {@link #bytes} from {@link #offset} on until the next call.
     *
     * @return false where the compressed data came to their end before it, which is no error to Pillow
     */
    boolean next() throws ImageDecodingException {
        if (filled > 0) {
            System.arraycopy(buffer, at - rowBytes, above, 0, rowBytes);
        }
        if (at == filled) {
            filled = (int) Math.min(buffer.length, left);
            filled = inflate(filled);
            left -= filled;
            at = 0;
        }
        if (at + rowBytes + 1 > filled) {
            return false;
        }
        int filter = buffer[at];
        if (filter < 0 || filter > 4) {
            throw image.corrupt(ImageFormat.PNG, "a row has the filter " + (filter & 0xff), null);
        }
        PngFilters.undo(filter, buffer, at + 1, rowBytes, above, 0, step);
        at += rowBytes + 1;
        return true;
    }

    byte[] bytes() {
        return buffer;
    }

    int offset() {
        return at - rowBytes;
    }

    /** Returns how many bytes it made: fewer than asked for only at a proper end of the data. */
    private int inflate(int count) throws ImageDecodingException {
        int done = 0;
        try {
            while (done < count) {
                int made = inflater.inflate(buffer, done, count - done);
                done += made;
                if (made == 0 && inflater.finished() && endsEarly) {
                    return done;
                }
                if (made == 0) {
                    feed();
                }
            }
            return done;
        } catch (DataFormatException e) {
            throw image.corrupt(ImageFormat.PNG, "its compressed data are damaged", e);
        }
    }

    /**
     * Has the checksum at the end be there, as libpng does; that it is wrong, or that more follows, is no error to it.
     *
     * @throws ImageDecodingException if the data end before it
     */
    void requireEnd() throws ImageDecodingException {
        byte[] scratch = new byte[1];
        try {
            while (!inflater.finished() && inflater.inflate(scratch) == 0) {
                if (!inflater.finished()) {
                    feed();
                }
            }
        } catch (DataFormatException e) {
            // The picture is whole; libpng warns.
        }
    }

    private void feed() throws ImageDecodingException {
        if (inflater.finished() || inflater.needsDictionary() || !data.hasNext()) {
            throw image.truncated(ImageFormat.PNG, "its compressed data end early");
        }
        inflater.setInput(data.next());
    }

    @Override
    public void close() {
        inflater.end();
    }
}

package org.inceptionnext.vision.decode.jpeg;

import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/**
 * What one scan of a progressive JPEG brings (ITU-T T.81, B.2.3 and G.1.1): coefficients {@code first} to {@code last} in zigzag
 * order, of some components, down to bit {@code low}; {@code high} is the bit that an earlier scan went down to, 0 for none.
 *
 * @param components places in the frame header
 * @param dcTables the Huffman table of each component's first coefficient
 * @param acTables the Huffman table of each component's others
 */
record ScanHeader(int[] components, int[] dcTables, int[] acTables, int first, int last, int high, int low) {
    private static final int MAX_COMPONENTS = 4;
    private static final int MAX_LOW = 13;

    /**
     * Reads the segment behind an SOS marker, by libjpeg's rules for progressive scans.
     *
     * @param at where the segment's length stands
     * @param ids the frame's component ids
     * @throws ImageDecodingException if libjpeg would refuse it
     */
    static ScanHeader read(EncodedImage image, byte[] bytes, int at, byte[] ids) throws ImageDecodingException {
        int count = at + 2 < bytes.length ? bytes[at + 2] & 0xff : 0;
        int length = 6 + 2 * count;
        boolean fits = count >= 1 && count <= MAX_COMPONENTS && at + length <= bytes.length;
        if (!fits || ((bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff) != length) {
            throw image.corrupt(ImageFormat.JPEG, "a scan header of another length than its components take", null);
        }
        int[] components = new int[count];
        int[] dcTables = new int[count];
        int[] acTables = new int[count];
        for (int i = 0; i < count; i++) {
            int entry = at + 3 + 2 * i;
            components[i] = place(image, bytes[entry], ids);
            dcTables[i] = bytes[entry + 1] >> 4 & 0xf;
            acTables[i] = bytes[entry + 1] & 0xf;
            for (int before = 0; before < i; before++) {
                if (components[before] == components[i]) {
                    throw image.corrupt(ImageFormat.JPEG, "a scan that names a component twice", null);
                }
            }
        }
        int tail = at + length - 3;
        ScanHeader scan = new ScanHeader(
                components,
                dcTables,
                acTables,
                bytes[tail] & 0xff,
                bytes[tail + 1] & 0xff,
                bytes[tail + 2] >> 4 & 0xf,
                bytes[tail + 2] & 0xf);
        if (!scan.isLegal()) {
            throw image.corrupt(
                    ImageFormat.JPEG,
                    "a scan of coefficients " + scan.first + " to " + scan.last + ", bits " + scan.high + " to "
                            + scan.low + ", of " + count + " components, which no progressive JPEG has",
                    null);
        }
        return scan;
    }

    boolean isDc() {
        return first == 0;
    }

    boolean refines() {
        return high != 0;
    }

    private boolean isLegal() {
        boolean band = isDc() ? last == 0 : first <= last && last < 64 && components.length == 1;
        return band && (high == 0 || low == high - 1) && low <= MAX_LOW;
    }

    private static int place(EncodedImage image, byte id, byte[] ids) throws ImageDecodingException {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        throw image.corrupt(ImageFormat.JPEG, "a scan of component " + (id & 0xff) + ", which the frame lacks", null);
    }
}

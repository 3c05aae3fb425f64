package org.inceptionnext.vision.decode.jpeg;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.PixelReference;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;
import org.inceptionnext.vision.decode.exif.ExifOrientation;
import org.jspecify.annotations.Nullable;

/**
 * A JPEG file cut down to the segments that decide its samples, with the one marker that makes ImageIO take the colour space that
 * libjpeg would take. Without it ImageIO converts the pixels through embedded profiles, guesses colour spaces from component ids,
 * refuses some markers and returns half of a truncated file. The rules are libjpeg's (jdapimin.c, {@code default_decompress_parms}).
 */
final class JpegStream {
    private static final int FIRST_NAMED = 0xc0;
    private static final int SOF2 = 0xc2;
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP14 = 0xee;
    private static final int APP15 = 0xef;
    private static final int COM = 0xfe;
    private static final int NO_ADOBE = -1;

    /** Encoders write ten or so; each one may cost a look at every block, though it is twenty bytes. */
    private static final int MAX_SCANS = 1000;

    private static final byte[] JFIF = {
        (byte) 0xff, (byte) APP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };

    private final EncodedImage image;
    private final byte[] bytes;
    private final ByteArrayOutputStream header;
    private int at = 2;
    private int scan;
    private int end;
    private boolean jfif;
    private int adobeTransform = NO_ADOBE;
    private final JpegOrientation orientation;
    private int width;
    private int height;
    private byte[] componentIds = {};
    private @Nullable Progression progression;

    private JpegStream(EncodedImage image) {
        this.image = image;
        this.bytes = image.bytes();
        this.header = new ByteArrayOutputStream();
        this.orientation = new JpegOrientation(image);
    }

    /**
     * Walks the file.
     *
     * @throws ImageDecodingException if it has no frame, no end, or a frame that baseline and progressive decoders do not read
     */
    static JpegStream of(EncodedImage image) throws ImageDecodingException {
        JpegStream stream = new JpegStream(image);
        stream.walk();
        return stream;
    }

    /** Returns the width that the frame header declares, in pixels. */
    int width() {
        return width;
    }

    /** Returns the height that the frame header declares, in pixels. */
    int height() {
        return height;
    }

    /** Returns the turn that the segments ask for. */
    ExifOrientation orientation() {
        return orientation.orientation();
    }

    /** Returns whether scans are missing whose coefficients libjpeg guesses: progressive and Huffman-coded, the usual kind. */
    boolean lacksScans() {
        return progression != null && progression.invitesSmoothing();
    }

    /** What the components mean. */
    enum Colours {
        GRAY,
        RGB,
        YCBCR,
        CMYK,
        YCCK
    }

    /** Returns how the components are to be read. */
    Colours colours() throws ImageDecodingException {
        return switch (componentIds.length) {
            case 1 -> Colours.GRAY;
            case 3 -> threeComponents();
            case 4 -> adobeTransform == NO_ADOBE || adobeTransform == 0 ? Colours.CMYK : Colours.YCCK;
            default -> throw image.unsupported(ImageFormat.JPEG, componentIds.length + " components");
        };
    }

    /** Returns what the decoder is given. */
    byte[] bytes() throws ImageDecodingException {
        byte[] marker = switch (colours()) {
            case GRAY -> new byte[0];
            case YCBCR -> JFIF;
            case RGB, CMYK -> adobe(0);
            case YCCK -> adobe(2);
        };
        ByteBuffer stream = ByteBuffer.allocate(2 + marker.length + header.size() + end - scan);
        stream.put((byte) 0xff).put((byte) SOI).put(marker).put(header.toByteArray());
        return stream.put(bytes, scan, end - scan).array();
    }

    private void walk() throws ImageDecodingException {
        for (int marker = nextMarker(); marker != SOS; marker = nextMarker()) {
            if (marker == EOI) {
                throw image.corrupt(ImageFormat.JPEG, "it ends before its picture begins", null);
            }
            if (marker < FIRST_NAMED && image.options().reference() == PixelReference.PILLOW) {
                throw image.corrupt(
                        ImageFormat.JPEG, "the marker at offset " + (at - 2) + " is none that Pillow knows", null);
            }
            if (!standsAlone(marker)) {
                segment(marker);
            }
        }
        if (componentIds.length == 0) {
            throw image.corrupt(ImageFormat.JPEG, "its picture begins without a frame header", null);
        }
        image.requireAllowedSize(ImageFormat.JPEG, width, height);
        scan = at - 2;
        end = endOfPicture();
    }

    /** Moves behind the next marker. Bytes that belong to none are skipped, as libjpeg does with a warning. */
    private int nextMarker() throws ImageDecodingException {
        while (at + 1 < bytes.length) {
            int marker = bytes[at + 1] & 0xff;
            if (bytes[at] == (byte) 0xff && marker != 0 && marker != 0xff) {
                at += 2;
                return marker;
            }
            at++;
        }
        throw image.truncated(ImageFormat.JPEG, "it ends within its header");
    }

    private void segment(int marker) throws ImageDecodingException {
        boolean decidesSamples = !(marker >= APP0 && marker <= APP15) && marker != COM;
        // libjpeg takes a length that is too short for the length of nothing, where it does not read what follows.
        int length = decidesSamples ? length() : Math.max(declaredLength(), 2);
        if (at + length > bytes.length) {
            throw image.truncated(ImageFormat.JPEG, "the segment at offset " + at + " ends behind the file");
        }
        int payload = at + 2;
        if (marker == APP0 && length >= 16 && image.hasAscii(payload, "JFIF\0")) {
            jfif = true;
        } else if (marker == APP14 && length >= 14 && image.hasAscii(payload, "Adobe")) {
            adobeTransform = bytes[payload + 11] & 0xff;
        } else if (marker == APP1) {
            orientation.see(payload, at + length);
        } else if (isFrame(marker)) {
            frame(marker, payload, length - 2);
        }
        if (decidesSamples) {
            header.write(bytes, at - 2, length + 2);
        }
        at += length;
    }

    private void frame(int marker, int payload, int size) throws ImageDecodingException {
        if (componentIds.length != 0) {
            throw image.corrupt(ImageFormat.JPEG, "it has two frame headers", null);
        }
        boolean baselineOrProgressive = marker <= 0xc2 || marker == 0xc9 || marker == 0xca;
        if (!baselineOrProgressive) {
            throw image.unsupported(ImageFormat.JPEG, "lossless or hierarchical coding");
        }
        int components = size < 6 ? 0 : bytes[payload + 5] & 0xff;
        if (components == 0 || size < 6 + 3 * components) {
            throw image.corrupt(ImageFormat.JPEG, "its frame header is too short", null);
        }
        int precision = bytes[payload] & 0xff;
        if (precision != 8) {
            throw image.unsupported(ImageFormat.JPEG, precision + " bits a sample");
        }
        height = u16(payload + 1);
        width = u16(payload + 3);
        progression = marker == SOF2 ? new Progression(components) : null;
        componentIds = new byte[components];
        for (int i = 0; i < components; i++) {
            componentIds[i] = bytes[payload + 6 + 3 * i];
        }
    }

    private Colours threeComponents() {
        if (jfif) {
            return Colours.YCBCR;
        }
        if (adobeTransform != NO_ADOBE) {
            return adobeTransform == 0 ? Colours.RGB : Colours.YCBCR;
        }
        boolean namedRgb = componentIds[0] == 'R' && componentIds[1] == 'G' && componentIds[2] == 'B';
        return namedRgb ? Colours.RGB : Colours.YCBCR;
    }

    /** Finds the end marker behind the entropy-coded data; Pillow refuses a file without one, however complete it looks. */
    private int endOfPicture() throws ImageDecodingException {
        scanHeader();
        for (skipData(); at + 1 < bytes.length; skipData()) {
            int marker = bytes[at + 1] & 0xff;
            if (marker == EOI) {
                return at + 2;
            }
            if (marker == 0xff) {
                at++;
                continue;
            }
            at += 2;
            // A stray one below 0xc0 is no segment: libjpeg passes it on its way to a restart marker, or stops there.
            boolean segmentFollows = marker >= FIRST_NAMED && !standsAlone(marker);
            if (marker == SOS) {
                scanHeader();
            } else if (segmentFollows) {
                at += length();
            }
        }
        throw image.truncated(ImageFormat.JPEG, "its end marker is missing");
    }

    /** Nearly all of the file. */
    private void skipData() {
        int next = at;
        while (next + 1 < bytes.length && bytes[next] != (byte) 0xff) {
            next++;
        }
        at = next;
    }

    private void scanHeader() throws ImageDecodingException {
        int length = length();
        if (progression != null) {
            progression.begin(ScanHeader.read(image, bytes, at, componentIds));
            if (progression.scans() > MAX_SCANS) {
                throw image.unsupported(ImageFormat.JPEG, "more than " + MAX_SCANS + " scans");
            }
        }
        at += length;
    }

    private int declaredLength() throws ImageDecodingException {
        if (at + 2 > bytes.length) {
            throw image.truncated(ImageFormat.JPEG, "its end marker is missing");
        }
        return u16(at);
    }

    private int length() throws ImageDecodingException {
        int length = declaredLength();
        if (length < 2) {
            throw image.corrupt(ImageFormat.JPEG, "the segment at offset " + at + " has length " + length, null);
        }
        return length;
    }

    private int u16(int offset) {
        return (bytes[offset] & 0xff) << 8 | (bytes[offset + 1] & 0xff);
    }

    static boolean standsAlone(int marker) {
        boolean restart = marker >= 0xd0 && marker <= 0xd7;
        return restart || marker == SOI || marker == 0x01;
    }

    /** SOF0 to SOF15 without DHT, JPG and DAC, which share the range. */
    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private static byte[] adobe(int transform) {
        return new byte[] {
            (byte) 0xff, (byte) APP14, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform
        };
    }
}

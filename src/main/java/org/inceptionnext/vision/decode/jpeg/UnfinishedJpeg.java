package org.inceptionnext.vision.decode.jpeg;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.util.ArrayList;
import java.util.List;
import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;
import org.jspecify.annotations.Nullable;

/**
 * A progressive JPEG whose last scans are missing, decoded here: what has not come is guessed, each libjpeg guesses otherwise, and
 * the one under a JDK is older than those of Pillow and OpenCV.
 */
final class UnfinishedJpeg {
    private static final int SOF2 = 0xc2;
    private static final int DHT = 0xc4;
    private static final int DAC = 0xcc;
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int DQT = 0xdb;
    private static final int DNL = 0xdc;
    private static final int DRI = 0xdd;
    private static final int APP0 = 0xe0;
    private static final int APP15 = 0xef;
    private static final int COM = 0xfe;

    private final EncodedImage image;
    private final byte[] bytes;
    private final JpegFrame frame;
    private final EntropyReader reader;
    private final JpegTables tables;
    private final Progression progression;
    private final List<int @Nullable []> quantisers;
    private int lastGoodRow;

    private UnfinishedJpeg(EncodedImage image, JpegStream stream) throws ImageDecodingException {
        this.image = image;
        this.bytes = stream.bytes();
        this.frame = JpegFrame.read(image, bytes, frameHeader());
        this.reader = new EntropyReader(bytes, 2);
        this.tables = new JpegTables(image, bytes);
        this.progression = new Progression(frame.components().size());
        this.quantisers = new ArrayList<>();
        frame.components().forEach(component -> quantisers.add(null));
    }

    /**
     * Decodes the scans that are there.
     *
     * @return a raster with a band for each component, of the picture's size
     */
    static Raster decode(EncodedImage image, JpegStream stream) throws ImageDecodingException {
        UnfinishedJpeg jpeg = new UnfinishedJpeg(image, stream);
        jpeg.readScans();
        return jpeg.raster();
    }

    private int frameHeader() throws ImageDecodingException {
        EntropyReader headers = new EntropyReader(bytes, 2);
        while (headers.nextMarker() != SOF2) {
            headers.moveTo(segmentEnd(headers.position()));
        }
        return headers.position();
    }

    private void readScans() throws ImageDecodingException {
        for (int marker = reader.nextMarker(); marker != EOI; marker = reader.nextMarker()) {
            requireKnown(marker);
            if (JpegStream.standsAlone(marker)) {
                continue;
            }
            int at = reader.position();
            int end = segmentEnd(at);
            reader.moveTo(end);
            switch (marker) {
                case DHT -> tables.huffman(at + 2, end);
                case DQT -> tables.quantisers(at + 2, end);
                case DRI -> tables.restartInterval(at + 2, end);
                case SOS -> scan(ScanHeader.read(image, bytes, at, frame.ids()));
                default -> {}
            }
        }
    }

    /** Libjpeg skips what it need not know, and stops at markers that no scan is followed by. */
    private void requireKnown(int marker) throws ImageDecodingException {
        boolean table = marker == DHT || marker == DQT || marker == DRI || marker == DAC;
        boolean skipped = marker >= APP0 && marker <= APP15 || marker == COM || marker == DNL;
        boolean frameHeader = marker == SOF2 && progression.scans() == 0;
        boolean alone = JpegStream.standsAlone(marker) && marker != SOI;
        if (!table && !skipped && !frameHeader && !alone && marker != SOS) {
            throw image.corrupt(
                    ImageFormat.JPEG, "a marker 0x" + Integer.toHexString(marker) + " between its scans", null);
        }
    }

    private void scan(ScanHeader scan) throws ImageDecodingException {
        for (int component : scan.components()) {
            if (quantisers.get(component) == null) {
                int id = frame.components().get(component).quantisation();
                quantisers.set(component, tables.quantiser(id));
            }
        }
        progression.begin(scan);
        lastGoodRow = new ProgressiveScan(frame, scan, tables, reader).decode(lastGoodRow);
    }

    private Raster raster() {
        int bands = frame.components().size();
        byte[] samples = new byte[Math.multiplyExact(bands, frame.width() * frame.height())];
        int[] offsets = new int[bands];
        for (int band = 0; band < bands; band++) {
            offsets[band] = band;
            write(band, bands, samples);
        }
        int stride = bands * frame.width();
        DataBufferByte buffer = new DataBufferByte(samples, samples.length);
        return Raster.createInterleavedRaster(buffer, frame.width(), frame.height(), stride, bands, offsets, null);
    }

    private void write(int band, int bands, byte[] samples) {
        JpegComponent component = frame.components().get(band);
        ComponentPlane plane = plane(band, component);
        Upsampling upsampling = Upsampling.of(component, frame);
        int at = band;
        for (int y = 0; y < frame.height(); y++) {
            for (int x = 0; x < frame.width(); x++) {
                samples[at] = (byte) upsampling.sample(plane, component, frame, y, x);
                at += bands;
            }
        }
    }

    private ComponentPlane plane(int band, JpegComponent component) {
        ComponentPlane plane = new ComponentPlane(frame, component);
        int[] quantiser = quantiser(band);
        if (isSmoothed()) {
            plane.smoothed(
                    quantiser,
                    lastGoodRow,
                    new BlockSmoothing(progression.known(band), quantiser),
                    new BlockSmoothing(progression.knownBefore(band), quantiser));
        } else {
            plane.plain(quantiser);
        }
        return plane;
    }

    private boolean isSmoothed() {
        for (int band = 0; band < frame.components().size(); band++) {
            if (!BlockSmoothing.isPossible(quantiser(band))) {
                return false;
            }
        }
        return progression.invitesSmoothing();
    }

    /** A component that no scan brought is gray. */
    private int[] quantiser(int band) {
        int @Nullable [] quantiser = quantisers.get(band);
        return quantiser == null ? new int[64] : quantiser;
    }

    private int segmentEnd(int at) throws ImageDecodingException {
        int length = at + 2 <= bytes.length ? (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff : 0;
        if (length < 2 || at + length > bytes.length) {
            throw image.corrupt(ImageFormat.JPEG, "a segment between its scans that ends behind the file", null);
        }
        return at + length;
    }
}

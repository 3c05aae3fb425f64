package org.inceptionnext.vision.decode.jpeg;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.exif.ExifOrientation;
import org.inceptionnext.vision.decode.exif.OpenCvExif;
import org.inceptionnext.vision.decode.exif.PillowExif;
import org.inceptionnext.vision.decode.exif.XmpOrientation;

/** The orientation among a JPEG's APP1 segments. Nothing is parsed until somebody asks. */
final class JpegOrientation {
    private static final String EXIF = "Exif\0\0";
    private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";

    private final EncodedImage image;
    private final List<Segment> exif = new ArrayList<>();
    private final List<Segment> xmp = new ArrayList<>();

    JpegOrientation(EncodedImage image) {
        this.image = image;
    }

    /** Notes a segment: where its payload begins and ends. */
    void see(int payload, int end) {
        if (image.hasAscii(payload, EXIF)) {
            exif.add(new Segment(Math.min(payload + EXIF.length(), end), end));
        } else if (image.hasAscii(payload, XMP)) {
            xmp.add(new Segment(Math.min(payload + XMP.length(), end), end));
        }
    }

    ExifOrientation orientation() {
        OptionalInt value = switch (image.options().reference()) {
            case PILLOW -> pillow();
            case OPENCV -> openCv();
        };
        return ExifOrientation.ofValue(value.orElse(1));
    }

    /** Pillow joins the segments, so that the directory of the first one counts; XMP, of the last packet, where it has no tag. */
    private OptionalInt pillow() {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (Segment segment : exif) {
            joined.write(image.bytes(), segment.from, segment.to - segment.from);
        }
        OptionalInt found = PillowExif.orientation(joined.toByteArray());
        if (found.isPresent() || xmp.isEmpty()) {
            return found;
        }
        Segment packet = xmp.get(xmp.size() - 1);
        return XmpOrientation.find(image.bytes(), packet.from, packet.to);
    }

    /** OpenCV keeps the first tag that it finds. */
    private OptionalInt openCv() {
        return exif.stream()
                .map(segment -> OpenCvExif.orientation(image.bytes(), segment.from, segment.to))
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElse(OptionalInt.empty());
    }

    private record Segment(int from, int to) {}
}

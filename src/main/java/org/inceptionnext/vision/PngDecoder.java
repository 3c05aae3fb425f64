package org.inceptionnext.vision;

/** PNG through the JDK's decoder, behind {@link PngStream}. */
final class PngDecoder {
    private PngDecoder() {}

    static Pixels decode(EncodedImage image) throws ImageDecodingException {
        PngStream stream = PngStream.of(image);
        Pixels pixels = StoredSamples.rgb(JdkReader.read(image, ImageFormat.PNG, stream.bytes()), image.source());
        return image.options().exif() ? stream.orientation().upright(pixels) : pixels;
    }
}

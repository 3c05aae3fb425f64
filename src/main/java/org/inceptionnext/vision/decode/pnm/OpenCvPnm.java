package org.inceptionnext.vision.decode.pnm;

import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/** PNM as OpenCV's {@code PxMDecoder} reads it. */
final class OpenCvPnm {
    private static final int MAX_VALUE = 65535;

    private final EncodedImage image;

    private OpenCvPnm(EncodedImage image) {
        this.image = image;
    }

    static Pixels decode(EncodedImage image) throws ImageDecodingException {
        OpenCvPnm pnm = new OpenCvPnm(image);
        PnmHeader header = pnm.header();
        return PnmDecoder.pixels(header, pnm.levels(header));
    }

    private PnmHeader header() throws ImageDecodingException {
        if (image.bytes().length < 3 || !PnmText.isSpace(image.bytes()[2])) {
            throw image.corrupt(ImageFormat.PNM, "no space follows its first two letters", null);
        }
        PnmText text = new PnmText(image.bytes(), 2);
        int kind = image.bytes()[1] - '0';
        int width = number(text, Integer.MAX_VALUE);
        int height = number(text, Integer.MAX_VALUE);
        image.requireAllowedSize(ImageFormat.PNM, width, height);
        int maxValue = kind == 1 || kind == 4 ? 1 : number(text, Integer.MAX_VALUE);
        if (maxValue < 1 || maxValue > MAX_VALUE) {
            throw image.corrupt(ImageFormat.PNM, "its full brightness is " + maxValue, null);
        }
        return new PnmHeader(kind, width, height, maxValue, text.position());
    }

    /** Reads a number and the character behind it, which has to be there unless the digits are all that may come. */
    private int number(PnmText text, int maxDigits) throws ImageDecodingException {
        int c = text.next();
        while (!PnmText.isDigit(c)) {
            if (c == '#') {
                text.skipComment();
            } else if (!PnmText.isSpace(c)) {
                throw PnmDecoder.text(image, c);
            }
            c = text.next();
        }
        long value = 0;
        for (int digits = 1; ; digits++) {
            value = 10 * value + c - '0';
            if (value > Integer.MAX_VALUE) {
                throw image.corrupt(ImageFormat.PNM, "a number is above " + Integer.MAX_VALUE, null);
            }
            if (digits == maxDigits) {
                return (int) value;
            }
            c = text.next();
            if (c < 0) {
                throw PnmDecoder.text(image, c);
            }
            if (!PnmText.isDigit(c)) {
                return (int) value;
            }
        }
    }

    private byte[] levels(PnmHeader header) throws ImageDecodingException {
        if (header.kind() == 4) {
            return PnmDecoder.bits(image, header);
        }
        return header.isText() ? text(header) : binary(header);
    }

    /** The high byte of two, or the one byte, whatever the full brightness is. */
    private byte[] binary(PnmHeader header) throws ImageDecodingException {
        int size = header.maxValue() > 255 ? 2 : 1;
        PnmDecoder.requireBytes(image, header, (long) size * header.values());
        byte[] levels = new byte[header.values()];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = image.bytes()[header.samples() + i * size];
        }
        return levels;
    }

    private byte[] text(PnmHeader header) throws ImageDecodingException {
        PnmDecoder.requireText(image, header);
        byte[] levels = new byte[header.values()];
        PnmText text = new PnmText(image.bytes(), header.samples());
        for (int i = 0; i < levels.length; i++) {
            if (header.isBitmap()) {
                levels[i] = (byte) (number(text, 1) == 0 ? 255 : 0);
            } else {
                int value = Math.min(number(text, Integer.MAX_VALUE), header.maxValue());
                levels[i] = (byte) (header.maxValue() > 255 ? value >> 8 : value * 255 / header.maxValue());
            }
        }
        return levels;
    }
}

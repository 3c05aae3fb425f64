package org.inceptionnext.vision.decode.pnm;

import org.inceptionnext.vision.ImageDecodingException;
import org.inceptionnext.vision.Pixels;
import org.inceptionnext.vision.decode.EncodedImage;
import org.inceptionnext.vision.decode.ImageFormat;

/** PNM as Pillow's {@code PpmImagePlugin} reads it. */
final class PillowPnm {
    private static final int MAX_DIGITS = 10;
    private static final int MAX_VALUE = 65535;

    private final EncodedImage image;

    private PillowPnm(EncodedImage image) {
        this.image = image;
    }

    static Pixels decode(EncodedImage image) throws ImageDecodingException {
        PillowPnm pnm = new PillowPnm(image);
        PnmHeader header = pnm.header();
        return PnmDecoder.pixels(header, pnm.levels(header));
    }

    private PnmHeader header() throws ImageDecodingException {
        PnmText text = new PnmText(image.bytes(), 2);
        int separator = text.next();
        if (separator >= 0 && !PnmText.isSpace(separator)) {
            throw image.corrupt(ImageFormat.PNM, "no space follows its first two letters", null);
        }
        int kind = image.bytes()[1] - '0';
        long width = token(text);
        long height = token(text);
        image.requireAllowedSize(ImageFormat.PNM, width, height);
        boolean bitmap = kind == 1 || kind == 4;
        long maxValue = bitmap ? 1 : token(text);
        if (maxValue < 1 || maxValue > MAX_VALUE) {
            throw image.corrupt(ImageFormat.PNM, "its full brightness is " + maxValue, null);
        }
        return new PnmHeader(kind, (int) width, (int) height, (int) maxValue, text.position());
    }

    /** Reads a number of the header; a comment may stand within it. */
    private long token(PnmText text) throws ImageDecodingException {
        StringBuilder digits = new StringBuilder();
        for (int c = text.next(); c >= 0 && digits.length() <= MAX_DIGITS; c = text.next()) {
            if (PnmText.isSpace(c) && digits.length() > 0) {
                break;
            }
            if (c == '#') {
                text.skipComment();
            } else if (!PnmText.isSpace(c)) {
                digits.append((char) c);
            }
        }
        if (digits.length() == 0) {
            throw image.truncated(ImageFormat.PNM, "it ends within its header");
        }
        return number(digits.toString());
    }

    /** Reads a number as Python does: a sign is allowed. */
    private long number(String digits) throws ImageDecodingException {
        boolean signed = digits.startsWith("+") || digits.startsWith("-");
        String rest = signed ? digits.substring(1) : digits;
        boolean plain = !rest.isEmpty() && rest.chars().allMatch(PnmText::isDigit) && digits.length() <= MAX_DIGITS;
        if (!plain) {
            throw image.corrupt(ImageFormat.PNM, "a number in its header is none", null);
        }
        return Long.parseLong(digits);
    }

    private byte[] levels(PnmHeader header) throws ImageDecodingException {
        if (header.kind() == 4) {
            return PnmDecoder.bits(image, header);
        }
        return header.isText() ? text(header) : binary(header);
    }

    private byte[] binary(PnmHeader header) throws ImageDecodingException {
        int size = header.maxValue() > 255 ? 2 : 1;
        PnmDecoder.requireBytes(image, header, (long) size * header.values());
        byte[] bytes = image.bytes();
        byte[] levels = new byte[header.values()];
        if (header.maxValue() == 255) {
            System.arraycopy(bytes, header.samples(), levels, 0, levels.length);
            return levels;
        }
        for (int i = 0, at = header.samples(); i < levels.length; i++, at += size) {
            int value = size == 1 ? bytes[at] & 0xff : (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
            levels[i] = level(value, header);
        }
        return levels;
    }

    /** Scales a sample; gray of more than 8 bits is scaled to 65535 and then clipped at 255, as all of Pillow's 16-bit gray. */
    private static byte level(int value, PnmHeader header) {
        boolean clipped = header.maxValue() > 255 && header.channels() == 1;
        int full = clipped ? MAX_VALUE : 255;
        return (byte) Math.min(Math.rint((double) value / header.maxValue() * full), 255);
    }

    private byte[] text(PnmHeader header) throws ImageDecodingException {
        PnmDecoder.requireText(image, header);
        byte[] levels = new byte[header.values()];
        PnmText text = new PnmText(image.bytes(), header.samples());
        for (int i = 0; i < levels.length; i++) {
            levels[i] = header.isBitmap() ? bit(text) : level(sample(text, header.maxValue()), header);
        }
        return levels;
    }

    private byte bit(PnmText text) throws ImageDecodingException {
        int c = afterSpace(text);
        if (c != '0' && c != '1') {
            throw PnmDecoder.text(image, c);
        }
        return (byte) (c - '1');
    }

    private int sample(PnmText text, int maxValue) throws ImageDecodingException {
        int c = afterSpace(text);
        long value = 0;
        int digits = 0;
        if (c == '+' || c == '-') {
            if (c == '-') {
                throw PnmDecoder.text(image, c);
            }
            digits++;
            c = text.next();
        }
        boolean any = false;
        for (; PnmText.isDigit(c) && digits < MAX_DIGITS; digits++, c = text.next()) {
            value = 10 * value + c - '0';
            any = true;
        }
        while (c == '#') {
            text.skipComment();
            c = text.next();
        }
        if (!any || (c >= 0 && !PnmText.isSpace(c))) {
            throw PnmDecoder.text(image, c);
        }
        if (value > maxValue) {
            throw image.corrupt(
                    ImageFormat.PNM, "a sample is " + value + ", above its full brightness " + maxValue, null);
        }
        return (int) value;
    }

    private static int afterSpace(PnmText text) {
        int c = text.next();
        while (PnmText.isSpace(c) || c == '#') {
            if (c == '#') {
                text.skipComment();
            }
            c = text.next();
        }
        return c;
    }
}

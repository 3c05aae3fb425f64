package org.inceptionnext.vision.decode.pnm;

/** The bytes of a PNM file, one after the other; -1 behind the last. */
final class PnmText {
    private final byte[] bytes;
    private int at;

    PnmText(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    int next() {
        return at < bytes.length ? bytes[at++] & 0xff : -1;
    }

    int position() {
        return at;
    }

    /** Skips to behind the end of the line, or to the end of the file. */
    void skipComment() {
        int c = next();
        while (c >= 0 && c != '\n' && c != '\r') {
            c = next();
        }
    }

    /** Returns whether it is one of C's white space characters. */
    static boolean isSpace(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}

package org.inceptionnext.vision.decode.jpeg;

/** The bits of a scan between markers. At a marker they stop: from there on there are zeros, and {@link #isExhausted} tells so. */
final class EntropyReader {
    private static final int EOI = 0xd9;
    private static final int FIRST_NAMED = 0xc0;
    private static final int RST0 = 0xd0;
    private static final int RST7 = 0xd7;
    private static final int NONE = 0;

    private final byte[] bytes;
    private int at;
    private int current;
    private int left;
    private int marker = NONE;
    private boolean exhausted;
    private int nextRestart;

    EntropyReader(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    /** Returns where the next byte stands. */
    int position() {
        return at;
    }

    /** Goes on behind a segment. */
    void moveTo(int position) {
        at = position;
    }

    /** Forgets the last scan's bits. */
    void beginScan() {
        left = 0;
        exhausted = false;
        nextRestart = 0;
    }

    /** Returns whether bits were asked for that are not there. */
    boolean isExhausted() {
        return exhausted;
    }

    int bit() {
        if (left == 0 && !load()) {
            exhausted = true;
            return 0;
        }
        left--;
        return current >> left & 1;
    }

    int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 1 | bit();
        }
        return value;
    }

    /** Reads a number of so many bits whose first bit tells its sign (ITU-T T.81, F.2.2.1). */
    int signed(int count) {
        int value = bits(count);
        return count > 0 && value < 1 << (count - 1) ? value + (-1 << count) + 1 : value;
    }

    /** Moves behind the next marker and returns it; the end marker where there is no other. */
    int nextMarker() {
        left = 0;
        int found = marker;
        marker = NONE;
        while (found == NONE) {
            while (at < bytes.length && bytes[at] != (byte) 0xff) {
                at++;
            }
            found = behindFill();
        }
        return found;
    }

    /** Passes a restart marker, or stands still before what libjpeg takes for a sign that some are missing. */
    void restart() {
        int found = nextMarker();
        if (found != RST0 + nextRestart) {
            found = resynchronise(found);
            marker = found;
        }
        nextRestart = nextRestart + 1 & 7;
        if (marker == NONE) {
            exhausted = false;
        }
    }

    /** Returns the marker that is left for later, {@link #NONE} if reading goes on behind it. */
    private int resynchronise(int unexpected) {
        int found = unexpected;
        while (true) {
            boolean restart = found >= RST0 && found <= RST7;
            int ahead = found - RST0 - nextRestart & 7;
            if (found >= FIRST_NAMED && !restart || restart && (ahead == 1 || ahead == 2)) {
                return found;
            }
            if (restart && ahead != 6 && ahead != 7) {
                return NONE;
            }
            found = nextMarker();
        }
    }

    private boolean load() {
        if (marker != NONE) {
            return false;
        }
        if (at >= bytes.length) {
            marker = EOI;
            return false;
        }
        if (bytes[at] == (byte) 0xff) {
            marker = behindFill();
            current = 0xff;
        } else {
            current = bytes[at++] & 0xff;
        }
        left = marker == NONE ? 8 : 0;
        return marker == NONE;
    }

    /** Passes bytes of 0xff and the one behind them, and returns that; 0 is data. */
    private int behindFill() {
        while (at < bytes.length && bytes[at] == (byte) 0xff) {
            at++;
        }
        return at < bytes.length ? bytes[at++] & 0xff : EOI;
    }
}

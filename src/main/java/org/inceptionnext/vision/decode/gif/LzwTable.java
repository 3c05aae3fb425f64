package org.inceptionnext.vision.decode.gif;

/** The strings of GIF's LZW codes: each is a shorter one and a last index. */
final class LzwTable {
    static final int MAX_CODES = 4096;
    private static final int MAX_BITS = 12;

    private final int clear;
    private final int firstBits;
    private final short[] prefix = new short[MAX_CODES];
    private final byte[] last = new byte[MAX_CODES];
    private final byte[] string = new byte[MAX_CODES + 1];
    private int next;
    private int bits;
    private int previous = -1;
    private int begin;

    /** Makes a table without strings for indices of so many bits. */
    LzwTable(int indexBits) {
        this.clear = 1 << indexBits;
        this.firstBits = indexBits + 1;
        clear();
    }

    void clear() {
        next = clear + 2;
        bits = firstBits;
        previous = -1;
    }

    /** Returns the bits of the next code. */
    int bits() {
        return bits;
    }

    boolean isClear(int code) {
        return code == clear;
    }

    boolean isEnd(int code) {
        return code == clear + 1;
    }

    /** Takes a code, and returns how many indices it stands for; 0 if there is no such code yet. */
    int take(int code) {
        boolean first = previous < 0;
        boolean known = first ? code < clear : code < next || (code == next && next < MAX_CODES);
        if (!known) {
            return 0;
        }
        begin = string.length;
        int walked = code;
        if (!first && code == next) {
            begin--; // the string that this code completes ends as it begins
            walked = previous;
        }
        while (walked > clear) {
            string[--begin] = last[walked];
            walked = prefix[walked];
        }
        string[--begin] = (byte) walked;
        if (!first && code == next) {
            string[string.length - 1] = (byte) walked;
        }
        if (!first) {
            add((byte) walked);
        }
        previous = code;
        return string.length - begin;
    }

    private void add(byte ending) {
        if (next >= MAX_CODES) {
            return;
        }
        prefix[next] = (short) previous;
        last[next] = ending;
        next++;
        if (next == 1 << bits && bits < MAX_BITS) {
            bits++;
        }
    }

    /** Copies what the last code taken stands for. */
    void copy(byte[] indices, int at, int count) {
        System.arraycopy(string, begin, indices, at, count);
    }
}

package org.inceptionnext.vision.decode.jpeg;

/**
 * A component's samples at the picture's resolution, as libjpeg-turbo makes them: halves in either direction by a triangle filter,
 * all else by repetition. It takes no filter across where a row has fewer than three samples.
 */
enum Upsampling {
    REPEATED {
        @Override
        int sample(ComponentPlane plane, JpegComponent component, JpegFrame frame, int y, int x) {
            return plane.sample(
                    y * component.vertical() / frame.vertical(), x * component.horizontal() / frame.horizontal());
        }
    },
    ACROSS {
        @Override
        int sample(ComponentPlane plane, JpegComponent component, JpegFrame frame, int y, int x) {
            int own = x / 2;
            int nearer = x % 2 == 0 ? own - 1 : own + 1;
            return 3 * plane.sample(y, own) + plane.sample(y, nearer) + 1 + x % 2 >> 2;
        }
    },
    DOWN {
        @Override
        int sample(ComponentPlane plane, JpegComponent component, JpegFrame frame, int y, int x) {
            int own = y / 2;
            int nearer = y % 2 == 0 ? own - 1 : own + 1;
            return 3 * plane.sample(own, x) + plane.sample(nearer, x) + 1 + y % 2 >> 2;
        }
    },
    BOTH {
        @Override
        int sample(ComponentPlane plane, JpegComponent component, JpegFrame frame, int y, int x) {
            int row = y / 2;
            int nearerRow = y % 2 == 0 ? row - 1 : row + 1;
            int own = x / 2;
            int nearer = x % 2 == 0 ? own - 1 : own + 1;
            int ownSum = 3 * plane.sample(row, own) + plane.sample(nearerRow, own);
            int nearerSum = 3 * plane.sample(row, nearer) + plane.sample(nearerRow, nearer);
            return 3 * ownSum + nearerSum + 8 - x % 2 >> 4;
        }
    };

    private static final int MIN_FILTERED_WIDTH = 3;

    /** Returns libjpeg-turbo's choice. */
    static Upsampling of(JpegComponent component, JpegFrame frame) {
        int across = frame.horizontal() / component.horizontal();
        int down = frame.vertical() / component.vertical();
        boolean wide = component.width() >= MIN_FILTERED_WIDTH;
        if (across == 2 && down == 1 && wide) {
            return ACROSS;
        }
        if (across == 1 && down == 2) {
            return DOWN;
        }
        return across == 2 && down == 2 && wide ? BOTH : REPEATED;
    }

    /** Returns the sample of a pixel of the picture, 0 to 255. */
    abstract int sample(ComponentPlane plane, JpegComponent component, JpegFrame frame, int y, int x);
}

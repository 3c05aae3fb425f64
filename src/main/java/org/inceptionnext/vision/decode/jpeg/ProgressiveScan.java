package org.inceptionnext.vision.decode.jpeg;

import java.util.Arrays;
import org.inceptionnext.vision.ImageDecodingException;

/**
 * Reads one scan's bits into the coefficients (ITU-T T.81, G.1.2 with G.2). A scan that ends too early leaves the rest as it was, as
 * libjpeg does.
 */
final class ProgressiveScan {
    private final JpegFrame frame;
    private final ScanHeader scan;
    private final EntropyReader reader;
    private final HuffmanTable[] tables;
    private final int restartInterval;
    private final int[] lastDc;
    private int mcusToRestart;
    private int endOfBandRun;
    private int lastGoodRow;

    /** Prepares to read a scan that begins where the reader stands. */
    ProgressiveScan(JpegFrame frame, ScanHeader scan, JpegTables tables, EntropyReader reader)
            throws ImageDecodingException {
        this.frame = frame;
        this.scan = scan;
        this.reader = reader;
        int count = scan.components().length;
        boolean needsTables = !scan.isDc() || !scan.refines();
        this.tables = new HuffmanTable[needsTables ? count : 0];
        for (int i = 0; i < this.tables.length; i++) {
            this.tables[i] = scan.isDc() ? tables.dc(scan.dcTables()[i]) : tables.ac(scan.acTables()[i]);
        }
        this.restartInterval = tables.restartInterval();
        this.mcusToRestart = restartInterval;
        this.lastDc = new int[count];
        reader.beginScan();
    }

    /**
     * Reads the scan.
     *
     * @param lastGoodBefore what the scan before this one returned
     * @return the last row of MCUs whose bits were there
     */
    int decode(int lastGoodBefore) {
        lastGoodRow = lastGoodBefore;
        if (scan.components().length == 1) {
            oneComponent(component(0));
        } else {
            interleaved();
        }
        return lastGoodRow;
    }

    private void oneComponent(JpegComponent component) {
        for (int row = 0; row < component.rows(); row++) {
            for (int column = 0; column < component.columns(); column++) {
                beginMcu(row / component.vertical());
                block(0, component, component.block(row, column));
                mcusToRestart--;
            }
        }
    }

    private void interleaved() {
        for (int row = 0; row < frame.mcuRows(); row++) {
            for (int column = 0; column < frame.mcuColumns(); column++) {
                beginMcu(row);
                mcu(row, column);
                mcusToRestart--;
            }
        }
    }

    /** Reads the blocks of several components; one that is begun is read to its end, with zeros if need be. */
    private void mcu(int row, int column) {
        if (reader.isExhausted() && !scan.refines()) {
            return;
        }
        for (int i = 0; i < scan.components().length; i++) {
            JpegComponent component = component(i);
            for (int y = 0; y < component.vertical(); y++) {
                for (int x = 0; x < component.horizontal(); x++) {
                    int block = component.block(row * component.vertical() + y, column * component.horizontal() + x);
                    dc(i, component.coefficients(), block);
                }
            }
        }
    }

    private void beginMcu(int row) {
        if (!reader.isExhausted()) {
            lastGoodRow = row;
        }
        if (restartInterval != 0 && mcusToRestart == 0) {
            reader.restart();
            Arrays.fill(lastDc, 0);
            endOfBandRun = 0;
            mcusToRestart = restartInterval;
        }
    }

    private void block(int i, JpegComponent component, int block) {
        short[] coefficients = component.coefficients();
        boolean refinesDc = scan.isDc() && scan.refines();
        if (reader.isExhausted() && !refinesDc) {
            return;
        }
        if (scan.isDc()) {
            dc(i, coefficients, block);
        } else if (scan.refines()) {
            refine(coefficients, block);
        } else {
            first(coefficients, block);
        }
    }

    private void dc(int i, short[] coefficients, int block) {
        if (scan.refines()) {
            coefficients[block] |= (short) (reader.bit() << scan.low());
        } else {
            lastDc[i] += reader.signed(tables[i].decode(reader));
            coefficients[block] = (short) (lastDc[i] << scan.low());
        }
    }

    private void first(short[] coefficients, int block) {
        if (endOfBandRun > 0) {
            endOfBandRun--;
            return;
        }
        for (int k = scan.first(); k <= scan.last(); k++) {
            int symbol = tables[0].decode(reader);
            int run = symbol >> 4;
            int size = symbol & 0xf;
            if (size == 0 && run < 15) {
                endOfBandRun = (1 << run) + reader.bits(run) - 1;
                return;
            }
            k += run;
            if (size > 0) {
                coefficients[block + Zigzag.natural(k)] = (short) (reader.signed(size) << scan.low());
            }
        }
    }

    private void refine(short[] coefficients, int block) {
        int k = scan.first();
        while (k <= scan.last() && endOfBandRun == 0) {
            int symbol = tables[0].decode(reader);
            int run = symbol >> 4;
            int size = symbol & 0xf;
            if (size == 0 && run < 15) {
                endOfBandRun = (1 << run) + reader.bits(run);
                break;
            }
            int added = size == 0 ? 0 : reader.bit() == 1 ? 1 << scan.low() : -1 << scan.low();
            k = correct(coefficients, block, k, run);
            if (added != 0) {
                coefficients[block + Zigzag.natural(k)] = (short) added;
            }
            k++;
        }
        if (endOfBandRun > 0) {
            correct(coefficients, block, k, Integer.MAX_VALUE);
            endOfBandRun--;
        }
    }

    /** Reads a bit for each coefficient that is not zero, until so many zeros were passed; returns where the next zero stands. */
    private int correct(short[] coefficients, int block, int from, int zeros) {
        int bit = 1 << scan.low();
        int passed = 0;
        int k = from;
        for (; k <= scan.last(); k++) {
            int at = block + Zigzag.natural(k);
            int value = coefficients[at];
            if (value == 0) {
                if (passed++ == zeros) {
                    return k;
                }
            } else if (reader.bit() == 1 && (value & bit) == 0) {
                coefficients[at] += (short) (value > 0 ? bit : -bit);
            }
        }
        return k;
    }

    private JpegComponent component(int i) {
        return frame.components().get(scan.components()[i]);
    }
}

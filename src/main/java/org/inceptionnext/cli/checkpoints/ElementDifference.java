package org.inceptionnext.cli.checkpoints;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;

/**
 * How the elements of two tensors of one shape differ. Complex numbers count as two.
 *
 * @param count how many are not the same: not the same bits, or, of two types, not the same number
 * @param largest the largest difference; NaN if one of the two is no number where the other is
 * @param relative the same in units of the largest number of both tensors
 * @param index where the largest is, row-major
 */
record ElementDifference(long count, double largest, double relative, long index) {
    /** Compares bits; all of it at the speed of the disk. */
    static boolean sameBits(Tensor a, Tensor b) throws IOException {
        boolean[] same = {true};
        SideBySide.read(a, b, (ofA, ofB) -> same[0] &= ofA.equals(ofB));
        return same[0];
    }

    /** Compares number by number. */
    static ElementDifference of(Tensor a, Tensor b) throws IOException {
        Accumulator accumulator = new Accumulator(a.dtype() == b.dtype());
        SideBySide.read(a, b, (ofA, ofB) -> accumulator.add(numbers(a.dtype(), ofA), numbers(b.dtype(), ofB)));
        return accumulator.result();
    }

    private static final class Accumulator {
        private final boolean oneType;
        private long position;
        private long count;
        private double largest;
        private long index;
        private double magnitude;

        Accumulator(boolean oneType) {
            this.oneType = oneType;
        }

        void add(double[] a, double[] b) {
            for (int i = 0; i < a.length; i++, position++) {
                magnitude = Math.max(magnitude, magnitude(a[i]));
                magnitude = Math.max(magnitude, magnitude(b[i]));
                if (!isSame(a[i], b[i])) {
                    count++;
                    double difference = Math.abs(a[i] - b[i]);
                    if (count == 1 || (!Double.isNaN(largest) && !(difference <= largest))) {
                        index = position;
                    }
                    largest = Math.max(largest, difference);
                }
            }
        }

        private static double magnitude(double number) {
            return Double.isNaN(number) ? 0 : Math.abs(number);
        }

        /** Of one type, zeros of two signs and two kinds of NaN are not the same; of two types, they are. */
        private boolean isSame(double a, double b) {
            return oneType
                    ? Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b)
                    : a == b || (Double.isNaN(a) && Double.isNaN(b));
        }

        ElementDifference result() {
            return new ElementDifference(count, largest, largest == 0 ? 0 : largest / magnitude, index);
        }
    }

    private interface Chunks {
        /** Takes the same elements of both, little-endian. */
        void take(ByteBuffer ofA, ByteBuffer ofB);
    }

    private static double[] numbers(DType dtype, ByteBuffer elements) {
        boolean complex = dtype == DType.C64 || dtype == DType.C128;
        double[] numbers = new double[elements.remaining() / dtype.sizeBytes() * (complex ? 2 : 1)];
        if (dtype.isFloatingPoint() && dtype != DType.F64) {
            float[] values = floats(dtype, elements, numbers.length);
            Arrays.setAll(numbers, i -> values[i]);
        } else {
            Arrays.setAll(numbers, i -> next(dtype, elements));
        }
        return numbers;
    }

    private static float[] floats(DType dtype, ByteBuffer elements, int count) {
        try {
            return Tensors.ofBytes("", dtype, List.of((long) count), elements).floats();
        } catch (IOException e) {
            throw new UncheckedIOException("a tensor in memory", e);
        }
    }

    private static double next(DType dtype, ByteBuffer in) {
        return switch (dtype) {
            case F64, C128 -> in.getDouble();
            case C64 -> in.getFloat();
            case I64 -> in.getLong();
            case I32 -> in.getInt();
            case I16 -> in.getShort();
            case I8 -> in.get();
            case U64 -> unsigned(in.getLong());
            case U32 -> Integer.toUnsignedLong(in.getInt());
            case U16 -> Short.toUnsignedInt(in.getShort());
            case U8, BOOL -> Byte.toUnsignedInt(in.get());
            case F32, F16, BF16, F8_E4M3, F8_E5M2, F8_E4M3FNUZ, F8_E5M2FNUZ, F8_E8M0 ->
                throw new IllegalArgumentException(dtype + " is read as floats");
            case F4, F6_E2M3, F6_E3M2 -> throw new IllegalArgumentException(dtype + " is compared by its bytes");
        };
    }

    private static double unsigned(long bits) {
        return bits >= 0 ? bits : (bits >>> 1 | bits & 1) * 2.0;
    }
}

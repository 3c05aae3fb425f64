package org.inceptionnext.checkpoint;

import java.nio.ByteBuffer;

/** Stored floating-point numbers of every width, widened to 32-bit floats. */
final class FloatBits {
    private static final int F16_MANTISSA_BITS = 10;
    private static final int F32_MANTISSA_BITS = 23;

    private FloatBits() {}

    /** Reads the next {@code values.length} elements from a little-endian buffer. */
    static void widen(DType dtype, ByteBuffer in, float[] values) {
        widen(dtype, in, values, 0, values.length);
    }

    /** Reads the next {@code to - from} elements from a little-endian buffer. */
    static void widen(DType dtype, ByteBuffer in, float[] values, int from, int to) {
        switch (dtype) {
            case F32 -> in.asFloatBuffer().get(values, from, to - from);
            case F64 -> {
                for (int i = from; i < to; i++) {
                    values[i] = (float) in.getDouble();
                }
            }
            case F16 -> {
                for (int i = from; i < to; i++) {
                    values[i] = half(in.getShort());
                }
            }
            case BF16 -> {
                for (int i = from; i < to; i++) {
                    values[i] = Float.intBitsToFloat(in.getShort() << 16);
                }
            }
            case F8_E4M3, F8_E5M2, F8_E4M3FNUZ, F8_E5M2FNUZ, F8_E8M0 -> {
                for (int i = from; i < to; i++) {
                    values[i] = eighth(dtype, in.get() & 0xff);
                }
            }
            case I64, I32, I16, I8, U64, U32, U16, U8, BOOL, C64, C128 ->
                throw new IllegalStateException(dtype + " is not a floating-point type");
        }
    }

    /** Appends the values from one place to before another to a little-endian buffer, rounded half to even. */
    static void narrow(DType dtype, float[] values, int from, int to, ByteBuffer out) {
        switch (dtype) {
            case F32 -> {
                out.asFloatBuffer().put(values, from, to - from);
                out.position(out.position() + Float.BYTES * (to - from));
            }
            case F16 -> {
                for (int i = from; i < to; i++) {
                    out.putShort(toHalf(values[i]));
                }
            }
            case BF16 -> {
                for (int i = from; i < to; i++) {
                    out.putShort(toBrain(values[i]));
                }
            }
            default -> throw new IllegalStateException("no rounding to " + dtype);
        }
    }

    /** binary32 to bfloat16; a NaN becomes the one that torch makes of it. */
    private static short toBrain(float value) {
        if (Float.isNaN(value)) {
            return 0x7fc0;
        }
        int bits = Float.floatToRawIntBits(value);
        int halfToEven = 0x7fff + ((bits >>> 16) & 1);
        return (short) ((bits + halfToEven) >>> 16);
    }

    /**
     * binary32 to binary16.
     *
     * <p>Below the smallest normal number a half is a multiple of 2^-24, above it the mantissa loses 13 bits; the carry of
     * the rounding may run into the exponent, as it should, and up to infinity.
     */
    private static short toHalf(float value) {
        int sign = (Float.floatToRawIntBits(value) >>> 16) & 0x8000;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        if (magnitude >= 0x1.ffep15f) {
            return (short) (sign | 0x7c00);
        }
        if (magnitude < 0x1p-14f) {
            return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
        }
        int bits = Float.floatToRawIntBits(magnitude) - (112 << F32_MANTISSA_BITS);
        int halfToEven = 0xfff + ((bits >>> 13) & 1);
        return (short) (sign | ((bits + halfToEven) >>> 13));
    }

    /** IEEE 754 binary16 to binary32: exact, NaN payloads shifted along. */
    private static float half(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >>> F16_MANTISSA_BITS) & 0x1f;
        int mantissa = bits & 0x3ff;
        if (exponent == 0x1f) {
            return Float.intBitsToFloat(sign | 0x7f800000 | mantissa << (F32_MANTISSA_BITS - F16_MANTISSA_BITS));
        }
        float magnitude = exponent == 0
                ? mantissa * 0x1p-24f
                : Float.intBitsToFloat(
                        (exponent + 112) << F32_MANTISSA_BITS | mantissa << (F32_MANTISSA_BITS - F16_MANTISSA_BITS));
        return Float.intBitsToFloat(sign | Float.floatToRawIntBits(magnitude));
    }

    /**
     * The 8-bit formats of the OCP specification and of "8-bit Numerical Formats for Deep Neural Networks" (FNUZ: no
     * negative zero, whose bits are the one NaN, and no infinity).
     */
    private static float eighth(DType dtype, int bits) {
        return switch (dtype) {
            case F8_E8M0 -> bits == 0xff ? Float.NaN : Math.scalb(1f, bits - 127);
            case F8_E4M3 -> (bits & 0x7f) == 0x7f ? Float.NaN : eighth(bits, 3, 7);
            case F8_E4M3FNUZ -> bits == 0x80 ? Float.NaN : eighth(bits, 3, 8);
            case F8_E5M2FNUZ -> bits == 0x80 ? Float.NaN : eighth(bits, 2, 16);
            case F8_E5M2 ->
                (bits & 0x7f) < 0x7c
                        ? eighth(bits, 2, 15)
                        : (bits & 3) != 0 ? Float.NaN : bits < 0x80 ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
            default -> throw new IllegalArgumentException(dtype.name());
        };
    }

    private static float eighth(int bits, int mantissaBits, int bias) {
        int exponent = (bits & 0x7f) >>> mantissaBits;
        int mantissa = bits & ((1 << mantissaBits) - 1);
        float magnitude = exponent == 0
                ? Math.scalb((float) mantissa, 1 - bias - mantissaBits)
                : Math.scalb((float) (mantissa | 1 << mantissaBits), exponent - bias - mantissaBits);
        return bits < 0x80 ? magnitude : -magnitude;
    }
}

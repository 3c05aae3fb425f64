package org.inceptionnext.checkpoint;

/**
 * The type of a tensor's elements, by the name that safetensors gives it.
 *
 * <p>{@link #C128} is our own name: torch can save complex128, safetensors has no word for it.
 */
public enum DType {
    F64(64, true),
    F32(32, true),
    F16(16, true),
    BF16(16, true),
    I64(64, false),
    I32(32, false),
    I16(16, false),
    I8(8, false),
    U64(64, false),
    U32(32, false),
    U16(16, false),
    U8(8, false),
    /** One byte per element, 0 or 1. */
    BOOL(8, false),
    F8_E4M3(8, true),
    F8_E5M2(8, true),
    F8_E4M3FNUZ(8, true),
    F8_E5M2FNUZ(8, true),
    F8_E8M0(8, true),
    /** Two 32-bit floats: real, imaginary. */
    C64(64, false),
    /** Two 64-bit floats: real, imaginary. */
    C128(128, false),
    /** Two 4-bit floats (1 sign, 2 exponent, 1 mantissa) in a byte. Carried from file to file; nothing computes with them. */
    F4(4, false),
    /** Four 6-bit floats (1 sign, 2 exponent, 3 mantissa) in three bytes, carried only. */
    F6_E2M3(6, false),
    /** Four 6-bit floats (1 sign, 3 exponent, 2 mantissa) in three bytes, carried only. */
    F6_E3M2(6, false);

    private final int bits;
    private final boolean floatingPoint;

    DType(int bits, boolean floatingPoint) {
        this.bits = bits;
        this.floatingPoint = floatingPoint;
    }

    /** Returns the size of one element in bits. */
    public int bits() {
        return bits;
    }

    /** Returns the size of one element in bytes; of a packed type, in which several share a byte, rounded up to 1. */
    public int sizeBytes() {
        return (bits + Byte.SIZE - 1) / Byte.SIZE;
    }

    /** Returns whether several elements share a byte: such tensors are carried from file to file, not computed with. */
    public boolean isPacked() {
        return bits < Byte.SIZE;
    }

    /** Returns whether elements are real floating-point numbers that can be widened (complex and packed types are not). */
    public boolean isFloatingPoint() {
        return floatingPoint;
    }
}

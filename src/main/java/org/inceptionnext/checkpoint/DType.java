package org.inceptionnext.checkpoint;

/**
 * The type of a tensor's elements, by the name that safetensors gives it.
 *
 * <p>{@link #C128} is our own name: torch can save complex128, safetensors has no word for it.
 */
public enum DType {
    F64(8, true),
    F32(4, true),
    F16(2, true),
    BF16(2, true),
    I64(8, false),
    I32(4, false),
    I16(2, false),
    I8(1, false),
    U64(8, false),
    U32(4, false),
    U16(2, false),
    U8(1, false),
    /** One byte per element, 0 or 1. */
    BOOL(1, false),
    F8_E4M3(1, true),
    F8_E5M2(1, true),
    F8_E4M3FNUZ(1, true),
    F8_E5M2FNUZ(1, true),
    F8_E8M0(1, true),
    /** Two 32-bit floats: real, imaginary. */
    C64(8, false),
    /** Two 64-bit floats: real, imaginary. */
    C128(16, false);

    private final int sizeBytes;
    private final boolean floatingPoint;

    DType(int sizeBytes, boolean floatingPoint) {
        this.sizeBytes = sizeBytes;
        this.floatingPoint = floatingPoint;
    }

    /** Returns the size of one element in bytes. */
    public int sizeBytes() {
        return sizeBytes;
    }

    /** Returns whether elements are real floating-point numbers (complex types are not). */
    public boolean isFloatingPoint() {
        return floatingPoint;
    }
}

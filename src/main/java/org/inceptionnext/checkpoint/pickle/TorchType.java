package org.inceptionnext.checkpoint.pickle;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.inceptionnext.checkpoint.DType;
import org.jspecify.annotations.Nullable;

/**
 * How torch writes an element type: the name of the typed storage class ({@code torch.FloatStorage}), if it has one, and
 * the name of the dtype ({@code torch.float32}).
 */
public record TorchType(
        DType dtype, String dtypeName, @Nullable String storage) {
    private static final Map<DType, TorchType> BY_DTYPE = new EnumMap<>(DType.class);
    private static final Map<String, TorchType> BY_STORAGE = new HashMap<>();
    private static final Map<String, TorchType> BY_DTYPE_NAME = new HashMap<>();

    static {
        add(DType.F64, "float64", "DoubleStorage");
        add(DType.F32, "float32", "FloatStorage");
        add(DType.F16, "float16", "HalfStorage");
        add(DType.BF16, "bfloat16", "BFloat16Storage");
        add(DType.I64, "int64", "LongStorage");
        add(DType.I32, "int32", "IntStorage");
        add(DType.I16, "int16", "ShortStorage");
        add(DType.I8, "int8", "CharStorage");
        add(DType.U8, "uint8", "ByteStorage");
        add(DType.BOOL, "bool", "BoolStorage");
        add(DType.C64, "complex64", "ComplexFloatStorage");
        add(DType.C128, "complex128", "ComplexDoubleStorage");
        add(DType.U64, "uint64", null);
        add(DType.U32, "uint32", null);
        add(DType.U16, "uint16", null);
        add(DType.F8_E4M3, "float8_e4m3fn", null);
        add(DType.F8_E5M2, "float8_e5m2", null);
        add(DType.F8_E4M3FNUZ, "float8_e4m3fnuz", null);
        add(DType.F8_E5M2FNUZ, "float8_e5m2fnuz", null);
        add(DType.F8_E8M0, "float8_e8m0fnu", null);
        add(DType.F4, "float4_e2m1fn_x2", null);
    }

    private static void add(DType dtype, String dtypeName, @Nullable String storage) {
        TorchType type = new TorchType(dtype, dtypeName, storage);
        BY_DTYPE.put(dtype, type);
        BY_DTYPE_NAME.put(dtypeName, type);
        if (storage != null) {
            BY_STORAGE.put(storage, type);
        }
    }

    static TorchType of(DType dtype) {
        TorchType type = BY_DTYPE.get(dtype);
        if (type == null) {
            throw new IllegalStateException("no torch name for " + dtype);
        }
        return type;
    }

    /** Returns whether torch has a dtype for it: it has none for 6-bit floats. */
    public static boolean has(DType dtype) {
        return BY_DTYPE.containsKey(dtype);
    }

    /** Returns the type of a storage class by its name without "torch.", null if there is none. */
    static @Nullable TorchType ofStorage(String name) {
        return BY_STORAGE.get(name);
    }

    /** Returns the type by the name of its dtype without "torch.", null if there is none. */
    static @Nullable TorchType ofDTypeName(String name) {
        return BY_DTYPE_NAME.get(name);
    }
}

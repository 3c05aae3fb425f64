package org.inceptionnext.checkpoint.pickle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.ReadLimits;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.pickle.PickleValue.Sequence;
import org.inceptionnext.checkpoint.storage.HeapSource;
import org.inceptionnext.checkpoint.storage.StorageView;
import org.inceptionnext.checkpoint.storage.StoredTensor;
import org.jspecify.annotations.Nullable;

/**
 * numpy's pickled scalars and arrays: {@code scalar(dtype, bytes)}, and {@code _reconstruct(...)} with the state (version,
 * shape, dtype, is_fortran, bytes). Types other than plain numbers stay as they were recorded.
 */
final class Numpy {
    private static final int ARRAY_STATE_ITEMS = 5;
    private static final Map<String, DType> DTYPES = Map.ofEntries(
            Map.entry("f8", DType.F64),
            Map.entry("f4", DType.F32),
            Map.entry("f2", DType.F16),
            Map.entry("i8", DType.I64),
            Map.entry("i4", DType.I32),
            Map.entry("i2", DType.I16),
            Map.entry("i1", DType.I8),
            Map.entry("u8", DType.U64),
            Map.entry("u4", DType.U32),
            Map.entry("u2", DType.U16),
            Map.entry("u1", DType.U8),
            Map.entry("b1", DType.BOOL));

    private record NumberType(DType dtype, ByteOrder order) {}

    private Numpy() {}

    static boolean isScalar(PickleValue.Global global) {
        return global.name().equals("scalar") && isMultiarray(global);
    }

    static boolean isArray(PickleValue.Global global) {
        return global.name().equals("_reconstruct") && isMultiarray(global);
    }

    private static boolean isMultiarray(PickleValue.Global global) {
        return global.module().equals("numpy.core.multiarray")
                || global.module().equals("numpy._core.multiarray");
    }

    /** Returns the number, null if these are no arguments of a plain number. */
    static @Nullable PickleValue scalar(List<PickleValue> arguments) {
        NumberType type = arguments.size() == 2 ? numberType(arguments.get(0)) : null;
        if (type == null
                || !(arguments.get(1) instanceof PickleValue.Bytes bytes)
                || bytes.value().remaining() != type.dtype().sizeBytes()) {
            return null;
        }
        ByteBuffer number = bytes.value().order(type.order());
        return switch (type.dtype()) {
            case F64 -> new PickleValue.Real(number.getDouble());
            case F32 -> new PickleValue.Real(number.getFloat());
            case I64 -> new PickleValue.Int(number.getLong());
            case I32 -> new PickleValue.Int(number.getInt());
            case I16 -> new PickleValue.Int(number.getShort());
            case I8 -> new PickleValue.Int(number.get());
            case U32 -> new PickleValue.Int(number.getInt() & 0xffffffffL);
            case U16 -> new PickleValue.Int(number.getShort() & 0xffff);
            case U8 -> new PickleValue.Int(number.get() & 0xff);
            case BOOL -> new PickleValue.Bool(number.get() != 0);
            default -> null;
        };
    }

    /** Returns the array, null if this is no state of an array of plain numbers. */
    static @Nullable Tensor array(PickleValue state) {
        if (!(state instanceof Sequence tuple)
                || tuple.items().size() != ARRAY_STATE_ITEMS
                || !(tuple.items().get(1) instanceof Sequence dimensions)
                || !(tuple.items().get(3) instanceof PickleValue.Bool fortran)
                || !(tuple.items().get(4) instanceof PickleValue.Bytes data)) {
            return null;
        }
        NumberType type = numberType(tuple.items().get(2));
        List<Long> shape = shape(dimensions);
        if (type == null
                || shape == null
                || !agree(type.dtype(), shape, data.value().remaining())) {
            return null;
        }
        StorageView view = new StorageView(
                new HeapSource(data.value()),
                type.order(),
                type.dtype(),
                shape,
                fortran.value() ? columnMajorStrides(shape) : StorageView.contiguousStrides(shape),
                0,
                false,
                false);
        return new StoredTensor("", view);
    }

    private static boolean agree(DType dtype, List<Long> shape, long bytes) {
        boolean empty = shape.contains(0L);
        long expected = dtype.sizeBytes();
        for (long size : shape) {
            // A dimension of 0 must not hide that the others overflow: strides are made of them.
            long factor = Math.max(1, size);
            if (expected > (empty ? Long.MAX_VALUE : bytes) / factor) {
                return false;
            }
            expected *= factor;
        }
        return (empty ? 0 : expected) == bytes;
    }

    private static @Nullable List<Long> shape(Sequence dimensions) {
        List<Long> shape = new ArrayList<>();
        for (PickleValue size : dimensions.items()) {
            if (!(size instanceof PickleValue.Int number) || number.value() < 0) {
                return null;
            }
            shape.add(number.value());
        }
        return shape.size() <= ReadLimits.DEFAULTS.rank() ? shape : null;
    }

    private static List<Long> columnMajorStrides(List<Long> shape) {
        List<Long> strides = new ArrayList<>();
        long stride = 1;
        for (long size : shape) {
            strides.add(stride);
            stride *= Math.max(1, size);
        }
        return strides;
    }

    /** {@code dtype('f8', False, True)} with the state {@code (3, '<', None, None, None, -1, -1, 0)}. */
    private static @Nullable NumberType numberType(PickleValue value) {
        if (!(value instanceof PickleValue.Stub stub)
                || !stub.type().qualifiedName().equals("numpy.dtype")
                || stub.arguments().isEmpty()
                || !(stub.arguments().get(0) instanceof PickleValue.Text name)
                || !(stub.state().orElse(null) instanceof Sequence state)
                || state.items().size() < 2) {
            return null;
        }
        DType dtype = DTYPES.get(name.value());
        boolean bigEndian = state.items().get(1).isText(">");
        return dtype == null ? null : new NumberType(dtype, bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }
}

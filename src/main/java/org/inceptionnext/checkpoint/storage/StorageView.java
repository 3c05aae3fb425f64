package org.inceptionnext.checkpoint.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.inceptionnext.checkpoint.DType;

/**
 * Elements of a storage by offset and strides, both counted in elements. Whoever makes one has checked that every element
 * lies within the storage.
 *
 * @param storage the bytes of the whole storage
 * @param order of the bytes within an element
 * @param conjugated whether imaginary parts are stored with the other sign
 * @param negated whether all numbers are stored with the other sign
 */
public record StorageView(
        ByteSource storage,
        ByteOrder order,
        DType dtype,
        List<Long> shape,
        List<Long> strides,
        long offset,
        boolean conjugated,
        boolean negated) {

    public StorageView {
        shape = List.copyOf(shape);
        strides = List.copyOf(strides);
    }

    /** A whole little-endian storage, row-major. */
    public static StorageView contiguous(ByteSource storage, DType dtype, List<Long> shape) {
        return new StorageView(
                storage, ByteOrder.LITTLE_ENDIAN, dtype, shape, contiguousStrides(shape), 0, false, false);
    }

    public static List<Long> contiguousStrides(List<Long> shape) {
        Long[] strides = new Long[shape.size()];
        long stride = 1;
        for (int axis = shape.size() - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride = Math.multiplyExact(stride, Math.max(1, shape.get(axis)));
        }
        return List.of(strides);
    }

    /** Delivers elements in row-major order, little-endian, part by part; not for several threads. */
    public interface Reader {
        /** Fills the buffer, whose remaining bytes are whole elements. */
        void read(ByteBuffer into) throws IOException;
    }

    public Reader reader() {
        Reader raw = isContiguous() ? new SequentialReader() : new GatheringReader();
        if (order == ByteOrder.LITTLE_ENDIAN && !conjugated && !negated) {
            return raw;
        }
        return into -> {
            int start = into.position();
            raw.read(into);
            resolve(into, start);
        };
    }

    /** Strides of dimensions of size 1 say nothing. */
    private boolean isContiguous() {
        long expected = 1;
        for (int axis = shape.size() - 1; axis >= 0; axis--) {
            long size = shape.get(axis);
            if (size != 1 && strides.get(axis) != expected) {
                return size == 0;
            }
            expected *= size;
        }
        return true;
    }

    /** Brings stored elements into the form in which the user sees them. */
    private void resolve(ByteBuffer elements, int start) {
        boolean complex = dtype == DType.C64 || dtype == DType.C128;
        int partBytes = complex ? dtype.sizeBytes() / 2 : dtype.sizeBytes();
        int part = 0;
        for (int at = start; at < elements.position(); at += partBytes, part++) {
            if (order == ByteOrder.BIG_ENDIAN) {
                reverse(elements, at, partBytes);
            }
            boolean imaginary = complex && (part & 1) == 1;
            if (negated ^ (conjugated && imaginary)) {
                int signByte = at + partBytes - 1;
                elements.put(signByte, (byte) (elements.get(signByte) ^ 0x80));
            }
        }
    }

    private static void reverse(ByteBuffer bytes, int from, int count) {
        for (int low = from, high = from + count - 1; low < high; low++, high--) {
            byte swapped = bytes.get(low);
            bytes.put(low, bytes.get(high));
            bytes.put(high, swapped);
        }
    }

    private final class SequentialReader implements Reader {
        private long position = offset * dtype.sizeBytes();

        @Override
        public void read(ByteBuffer into) throws IOException {
            int count = into.remaining();
            storage.read(position, into);
            position += count;
        }
    }

    /** Walks the indices like an odometer and fetches each element through a cache of pages. */
    private final class GatheringReader implements Reader {
        private final PageCache pages = new PageCache(storage);
        private final long[] index = new long[shape.size()];
        private long element = offset;

        @Override
        public void read(ByteBuffer into) throws IOException {
            int elementBytes = dtype.sizeBytes();
            while (into.hasRemaining()) {
                pages.read(element * elementBytes, elementBytes, into);
                advance();
            }
        }

        private void advance() {
            for (int axis = index.length - 1; axis >= 0; axis--) {
                element += strides.get(axis);
                if (++index[axis] < shape.get(axis)) {
                    return;
                }
                element -= strides.get(axis) * index[axis];
                index[axis] = 0;
            }
        }
    }
}

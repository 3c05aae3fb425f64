package org.inceptionnext.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** Writes a zip archive field by field, right or wrong. */
final class ZipForge {
    /** One record; what is not set is right. */
    static final class Item {
        final String name;
        String localName;
        byte[] stored;
        int flags;
        int localFlags;
        int method;
        int localMethod;
        long crc;
        long storedBytes;
        long sizeBytes;
        long localSizeBytes;
        long localOffset = -1;
        byte[] centralExtra = {};
        byte[] after = {};

        private Item(String name, byte[] content) {
            this.name = name;
            this.localName = name;
            this.stored = content;
            this.storedBytes = content.length;
            this.sizeBytes = content.length;
            this.localSizeBytes = content.length;
            CRC32 sum = new CRC32();
            sum.update(content);
            this.crc = sum.getValue();
        }

        /** Compresses the content. */
        void deflate() {
            Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
            deflater.setInput(stored);
            deflater.finish();
            byte[] compressed = new byte[stored.length + 100];
            stored = Arrays.copyOf(compressed, deflater.deflate(compressed));
            deflater.end();
            storedBytes = stored.length;
            method = 8;
            localMethod = 8;
        }
    }

    private final List<Item> records = new ArrayList<>();
    byte[] prefix = {};
    byte[] beforeEnd = {};
    byte[] comment = {};
    byte[] suffix = {};
    int count = -1;
    int disk;
    int countOnThisDisk = -1;
    /** Changes the zip64 end record and its locator, in this order; null for an archive without them. */
    @Nullable
    BiConsumer<ByteBuffer, ByteBuffer> end64;

    ZipForge add(String name, byte[] content) {
        return add(name, content, record -> {});
    }

    ZipForge add(String name, byte[] content, Consumer<Item> change) {
        Item record = new Item(name, content);
        change.accept(record);
        records.add(record);
        return this;
    }

    /** Returns where the content of a record begins; records before it must have their right lengths. */
    int dataOffset(String name) {
        int at = prefix.length;
        for (Item record : records) {
            int data = at + 30 + utf8(record.localName).length;
            if (record.name.equals(name)) {
                return data;
            }
            at = data + record.stored.length + record.after.length;
        }
        throw new IllegalArgumentException(name);
    }

    /** Returns where the local header of a record begins. */
    int localOffset(String name) {
        return dataOffset(name) - 30 - utf8(name).length;
    }

    /** Returns where the central header of the record with an index begins. */
    int centralOffset(int index) {
        int at = prefix.length;
        for (Item record : records) {
            at += 30 + utf8(record.localName).length + record.stored.length + record.after.length;
        }
        for (Item record : records.subList(0, index)) {
            at += 46 + utf8(record.name).length + record.centralExtra.length;
        }
        return at;
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(prefix);
        List<Integer> offsets = new ArrayList<>();
        for (Item record : records) {
            offsets.add(out.size() - prefix.length);
            out.writeBytes(local(record));
            out.writeBytes(record.stored);
            out.writeBytes(record.after);
        }
        int directory = out.size();
        for (int i = 0; i < records.size(); i++) {
            out.writeBytes(central(records.get(i), offsets.get(i)));
        }
        int directoryBytes = out.size() - directory;
        out.writeBytes(beforeEnd);
        if (end64 != null) {
            out.writeBytes(end64(directory - prefix.length, directoryBytes, out.size()));
        }
        out.writeBytes(end(directory - prefix.length, directoryBytes));
        out.writeBytes(comment);
        out.writeBytes(suffix);
        return out.toByteArray();
    }

    private static byte[] local(Item record) {
        byte[] name = utf8(record.localName);
        return buffer(30 + name.length)
                .putInt(0x04034b50)
                .putShort((short) 0)
                .putShort((short) (record.flags | record.localFlags))
                .putShort((short) record.localMethod)
                .putInt(0)
                .putInt((int) record.crc)
                .putInt((int) Math.min(record.storedBytes, 0xffffffffL))
                .putInt((int) Math.min(record.localSizeBytes, 0xffffffffL))
                .putShort((short) name.length)
                .putShort((short) 0)
                .put(name)
                .array();
    }

    private static byte[] central(Item record, long offset) {
        byte[] name = utf8(record.name);
        return buffer(46 + name.length + record.centralExtra.length)
                .putInt(0x02014b50)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) record.flags)
                .putShort((short) record.method)
                .putInt(0)
                .putInt((int) record.crc)
                .putInt((int) Math.min(record.storedBytes, 0xffffffffL))
                .putInt((int) Math.min(record.sizeBytes, 0xffffffffL))
                .putShort((short) name.length)
                .putShort((short) record.centralExtra.length)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(0)
                .putInt((int) (record.localOffset < 0 ? offset : record.localOffset))
                .put(name)
                .put(record.centralExtra)
                .array();
    }

    private byte[] end64(int directory, int directoryBytes, int at) {
        byte[] both = new byte[56 + 20];
        ByteBuffer record = ByteBuffer.wrap(both, 0, 56).slice().order(ByteOrder.LITTLE_ENDIAN);
        record.putInt(0, 0x06064b50)
                .putLong(4, 44)
                .putLong(24, records.size())
                .putLong(32, records.size())
                .putLong(40, directoryBytes)
                .putLong(48, directory);
        ByteBuffer locator = ByteBuffer.wrap(both, 56, 20).slice().order(ByteOrder.LITTLE_ENDIAN);
        locator.putInt(0, 0x07064b50).putLong(8, at).putInt(16, 1);
        Objects.requireNonNull(end64).accept(record, locator);
        return both;
    }

    private byte[] end(int directory, int directoryBytes) {
        short entries = (short) (count < 0 ? records.size() : count);
        return buffer(22)
                .putInt(0x06054b50)
                .putInt(disk)
                .putShort(countOnThisDisk < 0 ? entries : (short) countOnThisDisk)
                .putShort(entries)
                .putInt(directoryBytes)
                .putInt(directory)
                .putShort((short) comment.length)
                .array();
    }

    static ByteBuffer buffer(int sizeBytes) {
        return ByteBuffer.allocate(sizeBytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

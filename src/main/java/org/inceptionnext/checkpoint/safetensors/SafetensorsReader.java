package org.inceptionnext.checkpoint.safetensors;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.MalformedCheckpointException;
import org.inceptionnext.checkpoint.ReadLimits;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.storage.ByteSource;
import org.inceptionnext.checkpoint.storage.CheckpointFile;
import org.inceptionnext.checkpoint.storage.PackedTensor;
import org.inceptionnext.checkpoint.storage.SourceInputStream;
import org.inceptionnext.checkpoint.storage.StorageView;
import org.inceptionnext.checkpoint.storage.StoredTensor;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * Reads a safetensors file: a length, that many bytes of JSON, and the tensors without hole or overlap.
 *
 * <p>As strict as the original library, and stricter where it is silent (names given twice).
 */
public final class SafetensorsReader {
    static final int LENGTH_BYTES = Long.BYTES;
    /** The original library writes none, and reads headers that begin with any number. */
    private static final int MAX_LEADING_SPACES = 1024;

    private static final String METADATA = "__metadata__";

    /** Under this name torch.distributed.checkpoint notes in the metadata which part of each tensor a file has. */
    private static final String SHARDING_NOTE = "DCP_SHARDING_INFO";

    private static final Pattern NOT_FROM_THE_START = Pattern.compile("[:\\[,]\\s*[1-9]");
    private static final Pattern WHOLE_NAME = Pattern.compile("model-\\d+-of-\\d+\\.safetensors");

    /** One tensor as the header declares it; offsets count from the end of the header. */
    private record Declared(String name, DType dtype, List<Long> shape, long begin, long end) {}

    private static final Pattern NATURAL = Pattern.compile("[0-9]{1,18}");

    private final CheckpointFile file;
    private final ReadLimits limits;
    private final long dataStart;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<Declared> declared = new ArrayList<>();

    private SafetensorsReader(CheckpointFile file, ReadLimits limits, long dataStart) {
        this.file = file;
        this.limits = limits;
        this.dataStart = dataStart;
    }

    /** Returns whether a file starts as a safetensors file does: a length that fits it, then an opening brace. */
    public static boolean looksLike(CheckpointFile file) throws IOException {
        if (file.sizeBytes() <= LENGTH_BYTES) {
            return false;
        }
        long headerBytes = file.bytes(0, LENGTH_BYTES).getLong();
        if (headerBytes <= 0 || headerBytes > ReadLimits.DEFAULTS.headerBytes()) {
            return false;
        }
        int rest = (int) Math.min(MAX_LEADING_SPACES + 1, file.sizeBytes() - LENGTH_BYTES);
        ByteBuffer start = file.bytes(LENGTH_BYTES, rest);
        for (int i = 0; i < rest; i++) {
            byte next = start.get(i);
            if (next != ' ' && next != '\t' && next != '\n' && next != '\r') {
                return next == '{';
            }
        }
        return false;
    }

    /**
     * What a file holds.
     *
     * @param tensors by name, in file order
     * @param metadata the free texts of the header
     */
    public record Listing(Map<String, Tensor> tensors, Map<String, String> metadata) {}

    public static Listing read(CheckpointFile file, ReadLimits limits) throws IOException {
        long headerBytes = file.bytes(0, LENGTH_BYTES).getLong();
        if (headerBytes > limits.headerBytes()) {
            throw file.malformed(
                    0,
                    "a safetensors header of " + headerBytes + " bytes",
                    "at most " + limits.headerBytes() + " are allowed");
        }
        if (headerBytes > file.sizeBytes() - LENGTH_BYTES) {
            throw file.malformed(
                    0,
                    "a safetensors header of " + headerBytes + " bytes in a file of " + file.sizeBytes(),
                    "the file is cut short; download it again");
        }
        SafetensorsReader reader = new SafetensorsReader(file, limits, LENGTH_BYTES + headerBytes);
        reader.readHeader(headerBytes);
        reader.verifyLayout();
        reader.verifyWhole();
        return new Listing(reader.tensors(), reader.metadata);
    }

    private Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Declared tensor : declared) {
            ByteSource data = file.slice(dataStart + tensor.begin(), tensor.end() - tensor.begin());
            tensors.put(tensor.name(), stored(tensor, data));
        }
        return tensors;
    }

    private static Tensor stored(Declared tensor, ByteSource data) {
        if (tensor.dtype().isPacked()) {
            StorageView bytes = StorageView.contiguous(data, DType.U8, List.of(data.sizeBytes()));
            return new PackedTensor(new StoredTensor(tensor.name(), bytes), tensor.dtype(), tensor.shape());
        }
        return new StoredTensor(tensor.name(), StorageView.contiguous(data, tensor.dtype(), tensor.shape()));
    }

    private void readHeader(long headerBytes) throws IOException {
        Reader text = new InputStreamReader(
                new SourceInputStream(file.slice(LENGTH_BYTES, headerBytes)),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        JsonReader json = new JsonReader(new LimitedTexts(text, file, LENGTH_BYTES, limits.textBytes()));
        json.setStrictness(Strictness.STRICT);
        try {
            readEntries(json);
        } catch (MalformedCheckpointException e) {
            throw e;
        } catch (CharacterCodingException e) {
            throw malformedHeader("a safetensors header that is not UTF-8", e);
        } catch (MalformedJsonException | EOFException | IllegalStateException | NumberFormatException e) {
            throw malformedHeader("a safetensors header that is not the JSON it should be", e);
        }
    }

    private MalformedCheckpointException malformedHeader(String found, Exception cause) {
        MalformedCheckpointException malformed =
                file.malformed(LENGTH_BYTES, found, "a JSON object of tensors is expected; download the file again");
        malformed.initCause(cause);
        return malformed;
    }

    private void readEntries(JsonReader json) throws IOException {
        Set<String> names = new HashSet<>();
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            if (!names.add(name)) {
                throw malformed("two entries named " + PrintableText.quote(name), "names must differ");
            }
            if (name.equals(METADATA)) {
                readMetadata(json);
                continue;
            }
            verifyName(name);
            declared.add(readTensor(json, name));
            if (declared.size() > limits.entries()) {
                throw malformed("more than " + limits.entries() + " tensors", "that is the limit");
            }
        }
        json.endObject();
        if (json.peek() != JsonToken.END_DOCUMENT) {
            throw malformed("text after the header's object", "only spaces may follow");
        }
    }

    private void verifyName(String name) throws MalformedCheckpointException {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw malformed("half a surrogate pair in the name " + PrintableText.quote(name), "names are Unicode text");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > limits.nameBytes()) {
            throw malformed(
                    "the name " + PrintableText.quote(name), "at most " + limits.nameBytes() + " bytes are allowed");
        }
    }

    /** Some writers have null where there is none. */
    private void readMetadata(JsonReader json) throws IOException {
        if (json.peek() == JsonToken.NULL) {
            json.nextNull();
            return;
        }
        json.beginObject();
        while (json.hasNext()) {
            String key = json.nextName();
            if (json.peek() != JsonToken.STRING) {
                throw malformed(
                        "metadata " + PrintableText.quote(key) + " of type " + json.peek(), "only texts are allowed");
            }
            if (metadata.put(key, json.nextString()) != null) {
                throw malformed("two metadata entries named " + PrintableText.quote(key), "names must differ");
            }
        }
        json.endObject();
    }

    /** The original library also takes the three fields as an array, in this order. */
    private Declared readArray(JsonReader json, String name) throws IOException {
        json.beginArray();
        String dtype = readDType(json, name);
        List<Long> shape = readNaturals(json, name, "shape", limits.rank());
        List<Long> range = readNaturals(json, name, "data_offsets", 2);
        json.endArray();
        if (range.size() != 2) {
            throw incomplete(name);
        }
        return new Declared(name, dtype(dtype, name), List.copyOf(shape), range.get(0), range.get(1));
    }

    private String readDType(JsonReader json, String name) throws IOException {
        if (json.peek() != JsonToken.STRING) {
            throw malformed(
                    "a dtype of type " + json.peek() + " for " + PrintableText.quote(name),
                    "a text such as F32 is expected");
        }
        return json.nextString();
    }

    private MalformedCheckpointException incomplete(String name) {
        return malformed(
                "entry " + PrintableText.quote(name) + " is incomplete",
                "dtype, shape and two data_offsets are expected");
    }

    private Declared readTensor(JsonReader json, String name) throws IOException {
        if (json.peek() == JsonToken.BEGIN_ARRAY) {
            return readArray(json, name);
        }
        String dtype = null;
        List<Long> shape = null;
        List<Long> range = null;
        json.beginObject();
        while (json.hasNext()) {
            String field = json.nextName();
            switch (field) {
                case "dtype" -> {
                    verifyOnce(dtype, name, field);
                    dtype = readDType(json, name);
                }
                case "shape" -> {
                    verifyOnce(shape, name, field);
                    shape = readNaturals(json, name, field, limits.rank());
                }
                case "data_offsets" -> {
                    verifyOnce(range, name, field);
                    range = readNaturals(json, name, field, 2);
                }
                default ->
                    throw file.malformed(
                            LENGTH_BYTES,
                            "the field " + PrintableText.quote(field) + " in entry " + PrintableText.quote(name),
                            "dtype, shape and data_offsets are allowed");
            }
        }
        json.endObject();
        if (dtype == null || shape == null || range == null || range.size() != 2) {
            throw incomplete(name);
        }
        return new Declared(name, dtype(dtype, name), List.copyOf(shape), range.get(0), range.get(1));
    }

    private void verifyOnce(@Nullable Object earlier, String name, String field) throws MalformedCheckpointException {
        if (earlier != null) {
            throw malformed(
                    "the field " + field + " given twice in entry " + PrintableText.quote(name), "once is allowed");
        }
    }

    private List<Long> readNaturals(JsonReader json, String name, String field, int maxCount) throws IOException {
        List<Long> numbers = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            if (numbers.size() >= maxCount) {
                throw malformed(
                        "more than " + maxCount + " numbers in " + field + " of " + PrintableText.quote(name),
                        "that is the limit");
            }
            String text = json.peek() == JsonToken.NUMBER
                    ? json.nextString()
                    : json.peek().toString();
            if (!NATURAL.matcher(text).matches()) {
                throw malformed(
                        PrintableText.quote(text) + " in " + field + " of " + PrintableText.quote(name),
                        "whole numbers of at most 18 digits, not negative, are allowed");
            }
            numbers.add(Long.valueOf(text));
        }
        json.endArray();
        return numbers;
    }

    private DType dtype(String text, String name) throws MalformedCheckpointException {
        for (DType dtype : DType.values()) {
            if (dtype.name().equals(text) && dtype != DType.C128) {
                return dtype;
            }
        }
        throw file.malformed(
                LENGTH_BYTES,
                "tensor " + PrintableText.quote(name) + " has elements of type " + PrintableText.quote(text),
                "this type is not supported; convert the tensor in Python, for example to F32");
    }

    private void verifyLayout() throws MalformedCheckpointException {
        List<Declared> byOffset = new ArrayList<>(declared);
        byOffset.sort(Comparator.comparingLong(Declared::begin).thenComparingLong(Declared::end));
        long expected = 0;
        for (Declared tensor : byOffset) {
            if (tensor.begin() != expected) {
                throw file.malformed(
                        dataStart + tensor.begin(),
                        "tensor " + PrintableText.quote(tensor.name()) + " begins at " + tensor.begin()
                                + " of the data",
                        "it must begin at " + expected + ", where the one before it ends: no hole, no overlap");
            }
            if (tensor.end() - tensor.begin() != sizeBytes(tensor)) {
                throw file.malformed(
                        dataStart + tensor.begin(),
                        "tensor " + PrintableText.quote(tensor.name()) + " of " + tensor.dtype() + " " + tensor.shape()
                                + " in " + (tensor.end() - tensor.begin()) + " bytes",
                        "shape, type and length must agree");
            }
            expected = tensor.end();
        }
        if (expected != file.sizeBytes() - dataStart) {
            throw file.malformed(
                    file.sizeBytes(),
                    "the file ends after " + (file.sizeBytes() - dataStart) + " bytes of tensors",
                    "its header declares " + expected + "; download it again");
        }
    }

    private long sizeBytes(Declared tensor) throws MalformedCheckpointException {
        try {
            long bits = tensor.dtype().bits();
            boolean empty = false;
            for (long dimension : tensor.shape()) {
                // A dimension of 0 must not hide that the others overflow: strides are made of them.
                bits = Math.multiplyExact(bits, Math.max(1, dimension));
                empty |= dimension == 0;
            }
            if (!empty && bits % Byte.SIZE != 0) {
                throw malformed(
                        "tensor " + PrintableText.quote(tensor.name()) + " of " + tensor.dtype() + " " + tensor.shape()
                                + ", which is " + bits + " bits",
                        "a tensor fills whole bytes");
            }
            return empty ? 0 : bits / Byte.SIZE;
        } catch (ArithmeticException e) {
            throw file.malformed(
                    LENGTH_BYTES,
                    "tensor " + PrintableText.quote(tensor.name()) + " of shape " + tensor.shape(),
                    "the number of its bits must fit 63 bits");
        }
    }

    /** The first shard's tensors begin at 0 too: of such files torch gives only those that are whole this name. */
    private boolean isNamedWhole() {
        Path name = file.path().getFileName();
        return name != null && WHOLE_NAME.matcher(name.toString()).matches();
    }

    /** A file of a sharded checkpoint has some rows of a tensor under the tensor's full name. */
    private void verifyWhole() throws MalformedCheckpointException {
        String note = metadata.get(SHARDING_NOTE);
        boolean isWhole = note == null || (!NOT_FROM_THE_START.matcher(note).find() && isNamedWhole());
        if (!isWhole && !declared.isEmpty()) {
            throw malformed(
                    "a part of a sharded checkpoint: it has a part of each of its " + declared.size()
                            + " tensors under the full name, by its note " + SHARDING_NOTE,
                    "join the folder's files with torch (torch.distributed.checkpoint:"
                            + " consolidate_safetensors_files), and give the joined file");
        }
    }

    private MalformedCheckpointException malformed(String found, String advice) {
        return file.malformed(LENGTH_BYTES, found, advice);
    }
}

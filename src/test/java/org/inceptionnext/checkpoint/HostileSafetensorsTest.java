package org.inceptionnext.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Safetensors headers that lie, and those that are only unusual. */
class HostileSafetensorsTest {
    private static final String W = "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
    private static final int HEADER = 8;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{" + W + "}",
                "{" + W + "}     ",
                "{\"__metadata__\":{\"a\":\"b\"}," + W + "}",
                "{\"w\":{\"data_offsets\":[0,8],\"shape\":[2],\"dtype\":\"F32\"}}",
                "{" + W + ",\"e\":{\"dtype\":\"F64\",\"shape\":[0,5],\"data_offsets\":[8,8]}}",
                " {" + W + "}",
                "\t\r\n{" + W + "}",
                "{\"__metadata__\":null," + W + "}",
                "{\"w\":[\"F32\",[2],[0,8]]}",
                "{\"w\":[\"F4\",[4,4],[0,8]]}",
                "{\"e\":[\"F6_E2M3\",[0],[0,0]],\"w\":[\"F32\",[2],[0,8]]}",
                "{" + W + ",\"nul\\u0000\":[\"F6_E3M2\",[0],[8,8]]}",
                "{" + W + ",\"e\":{\"dtype\":\"F64\",\"shape\":[0,5],\"data_offsets\":[0,0]}}"
            })
    void unusualButRightHeaderIsRead(String header) throws IOException {
        try (Checkpoint checkpoint = Refusals.accept(folder, file(header, 8))) {
            assertThat(Refusals.tensor(checkpoint, "w").sizeBytes()).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{W,W}                                                                     | two entries named 'w'",
                "{W} x                                                                     | not the JSON it should be",
                "{W                                                                        | not the JSON it should be",
                "{W,}                                                                      | not the JSON it should be",
                "{'w':[]}                                                                  | not the JSON it should be",
                "{\"w\":[]}                                                                | a dtype of type END_ARRAY for 'w'",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2]}}                                 | entry 'w' is incomplete",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}            | entry 'w' is incomplete",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,8]}}        | more than 2 numbers in data_offsets of 'w'",
                "{\"w\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}    | the field dtype given twice",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"shape\":[2],\"data_offsets\":[0,8]}}        | the field shape given twice",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"data_offsets\":[]}}  | the field data_offsets given twice",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}}  | the field 'x' in entry 'w'",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}        | '2.0' in shape of 'w'",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8e0]}}        | '8e0' in data_offsets of 'w'",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}         | '-2' in shape of 'w'",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[\"2\"],\"data_offsets\":[0,8]}}      | 'STRING' in shape of 'w'",
                "{\"w\":{\"dtype\":7,\"shape\":[2],\"data_offsets\":[0,8]}}                | a dtype of type NUMBER for 'w'",
                "{\"w\":[\"F32\",[2],[0,8],1]}                                             | not the JSON it should be",
                "{\"w\":[\"F32\",[2],[0]]}                                                 | entry 'w' is incomplete",
                "{\"w\":{\"dtype\":\"F4\",\"shape\":[15],\"data_offsets\":[0,8]}}          | tensor 'w' of F4 [15], which is 60 bits",
                "{\"w\":{\"dtype\":\"F3\",\"shape\":[2],\"data_offsets\":[0,8]}}           | elements of type 'F3'",
                "{\"__metadata__\":[],W}                                                    | not the JSON it should be",
                "{\"__metadata__\":{\"DCP_SHARDING_INFO\":\"{}\"},W}                         | a part of a sharded checkpoint",
                "{\"w\":{\"dtype\":\"C128\",\"shape\":[2],\"data_offsets\":[0,8]}}         | elements of type 'C128'",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[999999999999999999,999999999999999999],\"data_offsets\":[0,8]}} | tensor 'w' of shape",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[0,999999999999999999,999999999999999999],\"data_offsets\":[0,0]}} | tensor 'w' of shape",
                "{\"__metadata__\":{\"a\":1},W}                                            | metadata 'a' of type NUMBER",
                "{\"__metadata__\":{\"a\":\"1\",\"a\":\"1\"},W}                            | two metadata entries named 'a'",
                "{\"__metadata__\":{},\"__metadata__\":{},W}                               | two entries named '__metadata__'",
                "{\"a\\ud800\":{},W}                                                       | half a surrogate pair in the name 'a\\ud800'",
            })
    void wrongHeaderIsRefused(String header, String words) throws IOException {
        Refusals.refuse(folder, file(header.replace("W", W), 8)).at(HEADER).saying(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4, 12  | 4  | tensor 'w' begins at 4 of the data",
                "0, 12  | 0  | tensor 'w' of F32 [2] in 12 bytes",
                "0, 4   | 0  | tensor 'w' of F32 [2] in 4 bytes",
                "8, 0   | 8  | tensor 'w' begins at 8 of the data",
                "1000, 1008 | 12 | tensor 'w' begins at 1000 of the data",
            })
    void offsetsOtherThanTheTensorsAreRefused(String offsets, int at, String words) throws IOException {
        String header = "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[" + offsets + "]}}";
        Refusals.refuse(folder, file(header, 12))
                .at(HEADER + header.length() + at)
                .saying(words);
    }

    @Test
    void overlapIsRefused() throws IOException {
        String header = "{" + W + ",\"v\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}";
        Refusals.refuse(folder, file(header, 12))
                .at(HEADER + header.length() + 4)
                .saying("tensor 'v' begins at 4 of the data", "no hole, no overlap");
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 9})
    void dataOtherThanDeclaredIsRefused(int dataBytes) throws IOException {
        byte[] bytes = file("{" + W + "}", dataBytes);
        Refusals.refuse(folder, bytes)
                .at(bytes.length)
                .saying("the file ends after " + dataBytes + " bytes of tensors", "declares 8");
    }

    @Test
    void headerLongerThanTheFileIsRefused() throws IOException {
        byte[] bytes = file("{" + W + "}", 0);
        bytes[1] = 5;
        Refusals.refuse(folder, bytes).at(0).saying("a safetensors header of", "in a file of", "download it again");
    }

    @Test
    void fileTruncatedAtAnyByteIsRefused() throws IOException {
        byte[] bytes = file("{" + W + "}", 8);
        for (int length = 0; length < bytes.length; length++) {
            Refusals.refuse(folder, Arrays.copyOf(bytes, length));
        }
    }

    @Test
    void headerThatIsNotUtf8IsRefused() throws IOException {
        byte[] bytes = file("{" + W + "}", 8);
        bytes[HEADER + 2] = (byte) 0xc0;
        Refusals.refuse(folder, bytes).at(HEADER).saying("a safetensors header that is not UTF-8");
    }

    @Test
    void deeplyNestedHeaderIsRefused() throws IOException {
        Refusals.refuse(folder, file("{\"w\":" + "[".repeat(100_000), 0))
                .at(HEADER)
                .saying("a dtype of type BEGIN_ARRAY for 'w'");
    }

    private static byte[] file(String header, int dataBytes) {
        byte[] utf8 = header.getBytes(StandardCharsets.UTF_8);
        return TorchForge.join(ZipForge.buffer(8).putLong(utf8.length).array(), utf8, new byte[dataBytes]);
    }
}

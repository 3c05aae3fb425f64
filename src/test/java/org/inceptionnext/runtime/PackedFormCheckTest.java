package org.inceptionnext.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.inceptionnext.checkpoint.AtomicFile;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.compile.TorchScript;
import org.inceptionnext.network.Quantization;
import org.inceptionnext.network.Size;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.passes.Pass;
import org.inceptionnext.runtime.PackedFormCheck.PackedFormException;
import org.inceptionnext.testing.Formula;
import org.inceptionnext.testing.FormulaWeights;
import org.inceptionnext.testing.ReferenceRanges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedFormCheckTest {
    @TempDir
    Path folder;

    /** The operators have been seen to give wrong results with packed weights: here an activation is another. */
    @Test
    @EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
    void packedFormThatIsWrongIsNotUsed() throws Exception {
        Weights weights = Pass.folding().apply(FormulaWeights.ofVariant("pico"));
        Size size = new Size(64, 64);
        ModelCompiler.Options options = new ModelCompiler.Options(DType.F32, CompiledForm.THROUGHPUT, size);
        Path right = folder.resolve("right.pt");
        AtomicFile.write(right, out -> TorchScript.writePacked(weights, DType.F32, size, out));
        PackedFormCheck.load(right, weights.graph(), options).close();
        Path wrong = folder.resolve("wrong.pt");
        replace(right, "\"gelu\"", "\"relu\"", wrong);
        assertThatExceptionOfType(PackedFormException.class)
                .isThrownBy(() -> PackedFormCheck.load(wrong, weights.graph(), options))
                .withMessageMatching("its result differs here by \\d.* from what plain operators give"
                        + " \\(relative L2, allowed 3.0e-05\\)");
        Path unknown = folder.resolve("unknown.pt");
        replace(right, "ops.mkldnn._linear_pointwise", "ops.mkldnn._linear_pointless", unknown);
        assertThatExceptionOfType(PackedFormException.class)
                .isThrownBy(() -> PackedFormCheck.load(unknown, weights.graph(), options))
                .withMessage("this libtorch does not have its operators");
    }

    /** The widest product is computed on each load, whatever the system says of the processor. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
    void int8IsUsedWhereSumsKeepAllTheirBitsAndRefusedElsewhere(boolean detector) throws Exception {
        Weights balanced =
                Pass.balancing().apply(detector ? FormulaWeights.ofDetector("pico") : FormulaWeights.ofVariant("pico"));
        List<Long> shape = List.of(1L, 3L, 64L, 64L);
        Quantization ranges = ReferenceRanges.of(balanced, shape, Formula.input("check", shape));
        Weights quantized = Pass.quantize(balanced, ranges);
        Size size = new Size(64, 64);
        Path archive = folder.resolve("int8.pt");
        AtomicFile.write(archive, out -> TorchScript.writePacked(quantized, DType.F32, size, out));
        ModelCompiler.Options options =
                new ModelCompiler.Options(DType.I8, CompiledForm.LATENCY, size, Optional.of(ranges));
        if (InceptionNextRuntime.computesInt8()) {
            PackedFormCheck.load(archive, quantized.graph(), options).close();
        } else {
            assertThatExceptionOfType(PackedFormException.class)
                    .isThrownBy(() -> PackedFormCheck.load(archive, quantized.graph(), options))
                    .withMessage(
                            "this processor has no VNNI, without which sums of 8-bit products lose their upper bits");
        }
    }

    private static void replace(Path archive, String old, String other, Path changed) throws IOException {
        boolean found = false;
        try (ZipFile zip = new ZipFile(archive.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(changed))) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                byte[] content = zip.getInputStream(entry).readAllBytes();
                if (entry.getName().endsWith(".py")) {
                    String code = new String(content, StandardCharsets.UTF_8);
                    found |= code.contains(old);
                    content = code.replace(old, other).getBytes(StandardCharsets.UTF_8);
                }
                ZipEntry stored = new ZipEntry(entry.getName());
                CRC32 crc = new CRC32();
                crc.update(content);
                stored.setMethod(ZipEntry.STORED);
                stored.setSize(content.length);
                stored.setCrc(crc.getValue());
                out.putNextEntry(stored);
                out.write(content);
            }
        }
        assertThat(found).isTrue();
    }
}

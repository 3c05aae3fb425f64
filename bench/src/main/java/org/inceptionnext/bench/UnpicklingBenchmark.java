package org.inceptionnext.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.PthWriter;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.network.NetworkDefinition;
import org.inceptionnext.network.Parameter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From a file to named tensors, before any element is read: the pickle of a {@code .pth} and its zip directory, or the header
 * of a safetensors file. The files have the tensors of inceptionnext_tiny.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class UnpicklingBenchmark {
    @Param({"pth", "safetensors"})
    public String format = "pth";

    private Path file = Path.of("");

    @Setup
    public void write() throws IOException {
        NetworkDefinition network = NetworkCatalog.builtin().get("inceptionnext_tiny");
        List<Tensor> tensors = new ArrayList<>();
        for (Parameter parameter : network.graph(network.defaultOptions()).parameters()) {
            tensors.add(zeros(parameter));
        }
        file = Files.createTempFile("unpickling", "." + format);
        if (format.equals("pth")) {
            PthWriter.write(file, tensors);
        } else {
            SafetensorsWriter.write(file, tensors, Map.of("format", "pt"));
        }
    }

    private static Tensor zeros(Parameter parameter) {
        int count = Math.toIntExact(parameter.elementCount());
        return parameter.dtype() == DType.I64
                ? Tensors.ofLongs(parameter.name(), parameter.shape(), new long[count])
                : Tensors.ofFloats(parameter.name(), parameter.shape(), new float[count]);
    }

    @TearDown
    public void delete() throws IOException {
        Files.delete(file);
    }

    /** Names, shapes and where the elements are. */
    @Benchmark
    public Map<String, Tensor> open() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            return checkpoint.tensors();
        }
    }
}

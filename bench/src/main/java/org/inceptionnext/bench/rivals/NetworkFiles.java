package org.inceptionnext.bench.rivals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.checkpoint.SafetensorsWriter;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.compile.Onnx;
import org.inceptionnext.compile.TorchScript;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.network.catalog.NetworkCatalog;
import org.inceptionnext.network.passes.Pass;
import org.inceptionnext.network.Weights;
import org.inceptionnext.network.yolov5.Detector;
import org.inceptionnext.network.yolov5.Yolov5Family;
import org.inceptionnext.network.yolov5.DetectorDefinition;

/**
 * One network with the same weights in the files that the contenders read.
 *
 * @param weights safetensors, for us
 * @param torchScript the module as it stands, float32
 * @param halfTorchScript the same in bfloat16
 * @param onnx as a user exports it
 * @param foldedOnnx with batch normalisation and layer scale folded into their neighbours
 */
record NetworkFiles(Path weights, Path torchScript, Path halfTorchScript, Path onnx, Path foldedOnnx) {

    static NetworkFiles ofClassifier(String name, Path folder) throws IOException {
        var network = NetworkCatalog.builtin().get(name);
        Graph graph = network.graph(network.defaultOptions());
        return write(name, graph, RandomWeights.of(graph, Map.of()), OutputKind.LOGITS, folder);
    }

    static NetworkFiles ofDetector(String name, Path folder) throws IOException {
        DetectorDefinition network = Yolov5Family.builtin().get(name);
        Detector detector = network.detector(network.defaultOptions());
        Tensor anchors = detector.initialAnchors();
        Graph graph = detector.graph();
        return write(name, graph, RandomWeights.of(graph, Map.of(anchors.name(), anchors)), OutputKind.PREDICTIONS, folder);
    }

    private static NetworkFiles write(
            String name, Graph graph, Map<String, Tensor> tensors, OutputKind output, Path folder) throws IOException {
        Weights weights = Weights.bind(graph, tensors);
        NetworkFiles files = new NetworkFiles(
                folder.resolve(name + ".safetensors"),
                module(folder, name, "float32"),
                module(folder, name, "bfloat16"),
                folder.resolve(name + ".onnx"),
                folder.resolve(name + "-folded.onnx"));
        SafetensorsWriter.write(files.weights(), tensors.values(), Map.of("format", "pt"));
        TorchScript.write(weights, DType.F32, files.torchScript());
        TorchScript.write(weights, DType.BF16, files.halfTorchScript());
        Onnx.write(weights, List.of(output), DType.F32, files.onnx());
        Onnx.write(Pass.folding().apply(weights), List.of(output), DType.F32, files.foldedOnnx());
        return files;
    }

    /** DJL takes a folder's only module, or a file that is named like its folder. */
    private static Path module(Path folder, String name, String dtype) throws IOException {
        return Files.createDirectories(folder.resolve(name + "-" + dtype)).resolve(name + ".pt");
    }
}

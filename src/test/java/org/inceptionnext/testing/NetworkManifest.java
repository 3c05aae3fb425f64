package org.inceptionnext.testing;

import java.util.List;
import java.util.Map;

/** What a variant's state dict holds, and its counts, from {@code <variant>.manifest.json}. */
public record NetworkManifest(
        String variant,
        Config config,
        int keyCount,
        int parameterKeyCount,
        long parameterCount,
        long bufferElementCount,
        long macs224,
        long macs384,
        Map<String, Part> parts,
        String formulaDigestTD1,
        List<Entry> tensors) {

    /** Reads the manifest of pico, atto, tiny, small or base. */
    public static NetworkManifest of(String variant) {
        return GoldenResource.read("network/" + variant + ".manifest", NetworkManifest.class);
    }

    public record Config(
            List<Integer> depths,
            List<Integer> dims,
            int numClasses,
            int squareKernel,
            int bandKernel,
            double branchRatio,
            List<Integer> mlpRatios,
            int headMlpRatio,
            double bnEps,
            double headLayerNormEps) {}

    public record Part(int keys, long parameters, long macs224) {}

    public record Entry(String name, List<Long> shape, String dtype, String kind) {}
}

package org.inceptionnext.testing;

import com.google.gson.JsonElement;
import com.google.gson.reflect.TypeToken;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a detector is, from {@code <variant>.manifest.json} and {@code stock.json}.
 *
 * @param state {@code [key, shape, dtype]} in order; absent for stock graphs
 * @param rows absent for most stock graphs
 */
public record DetectorManifest(
        int nc,
        int keys,
        long parameters,
        long floatElements,
        long int64Elements,
        String keyShapeSha256,
        List<Integer> stride,
        List<Integer> save,
        List<List<List<Float>>> anchorsGrid,
        @Nullable Long macsAt640,
        @Nullable List<Row> rows,
        @Nullable List<List<JsonElement>> state) {

    /** {@code from}, {@code out} and {@code stride} are numbers or lists of them. */
    public record Row(
            int seq,
            int index,
            JsonElement from,
            int repeats,
            String module,
            List<JsonElement> args,
            @Nullable JsonElement out,
            @Nullable JsonElement stride,
            long params,
            @Nullable Long macs) {}

    /** Reads a manifest such as {@code tiny-nc80}. */
    public static DetectorManifest of(String variant) {
        return GoldenResource.read("yolo/" + variant + ".manifest", DetectorManifest.class);
    }

    /** Reads all stock graphs by name. */
    public static Map<String, DetectorManifest> stock() {
        return GoldenResource.read("yolo/stock", new TypeToken<Map<String, DetectorManifest>>() {});
    }
}

package org.inceptionnext.recognise;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.OpenOptions;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.text.PrintableText;

/**
 * The index of weights that are split over several files, as Hugging Face writes it: {@code weight_map} says for each tensor
 * in which file beside the index it is.
 *
 * @param index the index' file
 * @param fileOfTensor file names by tensor
 */
record ShardIndex(Path index, Map<String, String> fileOfTensor) {

    /**
     * Reads an index.
     *
     * @throws RecognitionException if it is none
     */
    static ShardIndex read(Path index) throws IOException {
        JsonObject root = SidecarJson.read(index);
        if (!(root.get("weight_map") instanceof JsonObject map) || map.size() == 0) {
            throw SidecarJson.wrong(index, "weight_map", root.get("weight_map"), "an object of file names by tensor");
        }
        Map<String, String> files = new LinkedHashMap<>();
        for (Map.Entry<String, JsonElement> entry : map.entrySet()) {
            String file = SidecarJson.text(index, "weight_map", entry.getValue());
            if (file.isEmpty() || file.contains("/") || file.contains("\\") || file.startsWith("..")) {
                throw SidecarJson.wrong(
                        index, "weight_map." + entry.getKey(), entry.getValue(), "the name of a file beside the index");
            }
            files.put(entry.getKey(), file);
        }
        return new ShardIndex(index, files);
    }

    /**
     * Opens all shards as one checkpoint.
     *
     * @throws RecognitionException if a shard lacks a tensor that the index says it has, or has one that it does not say
     */
    Checkpoint open(OpenOptions options) throws IOException {
        List<Checkpoint> open = new ArrayList<>();
        try {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (String file : fileOfTensor.values().stream().distinct().toList()) {
                Checkpoint shard = Checkpoint.open(index.resolveSibling(file), options);
                open.add(shard);
                add(file, shard, tensors);
            }
            for (Map.Entry<String, String> entry : fileOfTensor.entrySet()) {
                if (!tensors.containsKey(entry.getKey())) {
                    throw new RecognitionException(
                            index,
                            Refusal.of(
                                    Refusal.Reason.FOLDER,
                                    "says that " + PrintableText.escape(entry.getValue()) + " holds "
                                            + PrintableText.quote(entry.getKey()) + ", and it does not",
                                    "Download the folder again"));
                }
            }
            return Checkpoint.joined(index, open, tensors);
        } catch (Throwable e) {
            for (Checkpoint shard : open) {
                try {
                    shard.close();
                } catch (IOException closing) {
                    e.addSuppressed(closing);
                }
            }
            throw e;
        }
    }

    private void add(String file, Checkpoint shard, Map<String, Tensor> tensors) throws RecognitionException {
        String prefix = shard.strippedPrefix().orElse("");
        for (Map.Entry<String, Tensor> entry : shard.tensors().entrySet()) {
            String name = prefix + entry.getKey();
            if (!file.equals(fileOfTensor.get(name))) {
                throw new RecognitionException(
                        index,
                        Refusal.of(
                                Refusal.Reason.FOLDER,
                                PrintableText.escape(file) + " holds " + PrintableText.quote(name)
                                        + ", which the index does not say",
                                "Download the folder again"));
            }
            tensors.put(name, entry.getValue());
        }
    }
}

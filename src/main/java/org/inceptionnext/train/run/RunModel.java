package org.inceptionnext.train.run;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.inceptionnext.network.Graph;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.registry.Preprocessing;

/** The files of a run by which others know what its weights are: timm's {@code config.json}, and the class names. */
final class RunModel {

    private RunModel() {}

    static void write(RunFolder folder, TrainingJob job) throws IOException {
        folder.write("labels.txt", String.join("\n", job.data().classes()) + "\n");
        folder.writeJson("config.json", config(job));
    }

    private static Map<String, Object> config(TrainingJob job) {
        Graph graph = job.start().weights().graph();
        int classes = graph.output(OutputKind.LOGITS).channels();
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architecture", architecture(job));
        config.put("num_classes", classes);
        config.put("num_features", graph.output(OutputKind.PRE_LOGITS).channels());
        config.put("global_pool", "avg");
        config.put("label_names", job.data().classes());
        config.put("model_args", Map.of("num_classes", classes));
        config.put("pretrained_cfg", pretrained(job, classes));
        return config;
    }

    /** timm's name where it has the network; the name here elsewhere. */
    private static String architecture(TrainingJob job) {
        return job.card()
                .alias()
                .map(alias -> alias.split("\\.")[0])
                .orElse(job.card().name());
    }

    private static Map<String, Object> pretrained(TrainingJob job, int classes) {
        Preprocessing preprocessing = job.preprocessing();
        Map<String, Object> pretrained = new LinkedHashMap<>();
        pretrained.put("input_size", List.of(3, preprocessing.height(), preprocessing.width()));
        pretrained.put("crop_pct", preprocessing.cropPct());
        pretrained.put("crop_mode", preprocessing.cropMode().name().toLowerCase(java.util.Locale.ROOT));
        pretrained.put("interpolation", preprocessing.interpolation().name().toLowerCase(java.util.Locale.ROOT));
        pretrained.put("mean", preprocessing.mean());
        pretrained.put("std", preprocessing.std());
        pretrained.put("num_classes", classes);
        pretrained.put("first_conv", "stem.0");
        pretrained.put("classifier", "head.fc2");
        return pretrained;
    }
}

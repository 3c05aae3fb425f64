package org.inceptionnext.publish;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.registry.Accuracy;
import org.inceptionnext.registry.License;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preprocessing;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** A model card for people: Markdown under YAML front matter, as Hugging Face reads it (its documentation, "Model Cards"). */
public final class ModelCardText {
    private static final int MAX_CLASSES_SHOWN = 20;

    private ModelCardText() {}

    /**
     * Returns the text of {@code README.md}.
     *
     * @param metrics what else was measured
     */
    public static String of(ModelCard card, Map<String, String> metrics) {
        return "---\n" + frontMatter(card) + "---\n\n" + body(card, metrics);
    }

    private static String frontMatter(ModelCard card) {
        Map<String, Object> fields = new LinkedHashMap<>();
        License license = card.about().weightsLicense();
        // Hugging Face knows SPDX identifiers in lower case; everything else is "other" with a name.
        if (license.name().matches("[A-Za-z0-9.-]+") && !license.name().startsWith("LicenseRef-")) {
            fields.put("license", license.name().toLowerCase(Locale.ROOT));
        } else {
            fields.put("license", "other");
            fields.put("license_name", license.name());
        }
        fields.put("pipeline_tag", card.isDetector() ? "object-detection" : "image-classification");
        if (!card.isDetector()) {
            fields.put("library_name", "timm");
        }
        List<String> tags = new ArrayList<>(
                List.of(card.isDetector() ? "object-detection" : "image-classification", "inceptionnext", "djl"));
        if (!card.isDetector()) {
            tags.add(1, "timm");
        }
        fields.put("tags", tags);
        card.defaultPreset().accuracy().ifPresent(accuracy -> fields.put("model-index", index(card, accuracy)));
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setSplitLines(false)
                .build();
        return new Dump(settings).dumpToString(fields);
    }

    private static List<Object> index(ModelCard card, Accuracy accuracy) {
        Map<String, Object> task = Map.of("type", card.isDetector() ? "object-detection" : "image-classification");
        Map<String, Object> dataset = new LinkedHashMap<>();
        dataset.put("name", accuracy.dataset());
        dataset.put("type", accuracy.dataset());
        Map<String, Object> metric = new LinkedHashMap<>();
        metric.put("type", "accuracy");
        metric.put("name", "top-1");
        metric.put("value", accuracy.top1Percent() / 100);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("task", task);
        result.put("dataset", dataset);
        result.put("metrics", List.of(metric));
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("name", card.qualifiedName());
        model.put("results", List.of(result));
        return List.of(model);
    }

    private static String body(ModelCard card, Map<String, String> metrics) {
        StringBuilder text = new StringBuilder();
        text.append("# ").append(line(card.about().title())).append("\n\n");
        text.append(card.about().summary().strip()).append("\n\n");
        Preprocessing input = card.defaultPreset().preprocessing();
        text.append("| | |\n|---|---|\n");
        row(text, "Name", "`" + card.qualifiedName() + "`, version " + card.version());
        row(text, "Network", "`" + card.network() + "`, " + card.parameters() + " parameters");
        row(text, "Input", input.width() + "x" + input.height() + " pixels, " + words(input));
        row(text, "Weights' licence", licence(card.about().weightsLicense()));
        row(text, "Code's licence", licence(card.about().codeLicense()));
        Optional<Accuracy> accuracy = card.defaultPreset().accuracy();
        accuracy.ifPresent(measured -> row(
                text,
                "Top-1 accuracy",
                String.format(Locale.ROOT, "%.2f %%", measured.top1Percent()) + " on " + measured.dataset() + " ("
                        + measured.source() + ")"));
        metrics.forEach((name, value) -> row(text, name, value));
        List<String> classes = card.labels().classNames();
        text.append("\n").append(classes.size()).append(classes.size() == 1 ? " class: " : " classes: ");
        text.append(String.join(
                ", ",
                classes.stream()
                        .limit(MAX_CLASSES_SHOWN)
                        .map(ModelCardText::line)
                        .toList()));
        text.append(classes.size() > MAX_CLASSES_SHOWN ? ", and more in `labels.txt`.\n\n" : ".\n\n");
        text.append("The network is described in [")
                .append(line(card.about().paper().title()))
                .append("](");
        text.append(card.about().paper().url()).append(").\n\n");
        text.append("## Use\n\n```sh\ninx ")
                .append(card.isDetector() ? "detect" : "classify")
                .append(" picture.jpg");
        text.append(" --model ").append(card.qualifiedName()).append("\n```\n");
        if (!card.isDetector()) {
            text.append(
                    "\n```python\nimport timm\nmodel = timm.create_model(\"local-dir:FOLDER\", pretrained=True)\n```\n");
        }
        return text.toString();
    }

    private static String words(Preprocessing input) {
        return String.format(
                Locale.ROOT,
                "%s, %s crop of %s; mean %s, standard deviation %s",
                input.interpolation().name().toLowerCase(Locale.ROOT),
                input.cropMode().name().toLowerCase(Locale.ROOT),
                input.cropPct(),
                input.mean(),
                input.std());
    }

    private static String licence(License license) {
        return license.name() + " (" + license.source() + ")";
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append("| ").append(cell(name)).append(" | ").append(cell(value)).append(" |\n");
    }

    private static String cell(String text) {
        return line(text).replace("|", "\\|");
    }

    private static String line(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}

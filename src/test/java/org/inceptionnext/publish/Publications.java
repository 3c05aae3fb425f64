package org.inceptionnext.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.registry.About;
import org.inceptionnext.registry.Accuracy;
import org.inceptionnext.registry.Labels;
import org.inceptionnext.registry.License;
import org.inceptionnext.registry.ModelCard;
import org.inceptionnext.registry.Preset;
import org.inceptionnext.registry.Registry;

/** Publications for tests: the demonstration model under other names. */
public final class Publications implements AutoCloseable {
    private final Checkpoint checkpoint;
    private final ModelCard base = Registry.builtin().cards().get(0);

    /** Opens the demonstration model's weights. */
    public Publications() throws IOException {
        this.checkpoint = Checkpoint.open(Path.of("zoo/weights/inceptionnext_zepto.cifar10.safetensors"));
    }

    /** Returns a publication of the demonstration model. */
    public Publication of(String name, String version) {
        return of("com.acme", name, version, List.copyOf(checkpoint.tensors().values()));
    }

    Publication of(String group, String name, String version, List<Tensor> tensors) {
        About about = new About(
                "Cells",
                "Tells ten kinds of things apart.",
                base.about().website(),
                base.about().paper(),
                base.about().codeLicense(),
                new License("MIT", "com.acme"));
        Preset preset = new Preset(
                "upstream",
                "com.acme",
                base.defaultPreset().preprocessing(),
                Optional.of(new Accuracy(81.25, "cells-val", "com.acme")));
        return new Publication(
                group,
                name,
                version,
                about,
                base.network(),
                base.parameters(),
                new Labels("things", base.labels().classNames()),
                preset,
                Optional.empty(),
                tensors,
                Map.of(),
                Map.of("Loss", "0.61"));
    }

    List<Tensor> tensors() {
        return List.copyOf(checkpoint.tensors().values());
    }

    @Override
    public void close() throws IOException {
        checkpoint.close();
    }
}

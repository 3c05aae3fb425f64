package org.inceptionnext.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.inceptionnext.checkpoint.AtomicFile;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.Tensors;
import org.inceptionnext.checkpoint.pickle.PickleWriter;
import org.inceptionnext.checkpoint.torch.TorchArchive;

/** A checkpoint in which an object of an unknown class stands beside the weights. */
public final class ForeignObject {
    private ForeignObject() {}

    public static Path write(Path file) throws IOException {
        return write(file, List.of(Tensors.ofFloats("w", List.of(2L), new float[] {1, 2})));
    }

    public static Path write(Path file, Collection<Tensor> tensors) throws IOException {
        List<Tensor> ordered = List.copyOf(tensors);
        PickleWriter pickle = new PickleWriter();
        pickle.emptyDict();
        pickle.mark();
        pickle.text("trainer");
        pickle.instance("strangers.tools", "Trainer");
        pickle.text("state_dict");
        pickle.emptyDict();
        pickle.mark();
        for (int key = 0; key < ordered.size(); key++) {
            pickle.text(ordered.get(key).name());
            pickle.tensor(ordered.get(key), Integer.toString(key));
        }
        pickle.setItems();
        pickle.setItems();
        AtomicFile.write(file, out -> {
            TorchArchive archive = new TorchArchive(out);
            archive.add("data.pkl", pickle.finish());
            for (int key = 0; key < ordered.size(); key++) {
                archive.addStorage(Integer.toString(key), ordered.get(key));
            }
            archive.finish();
        });
        return file;
    }
}

package org.inceptionnext.compile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.inceptionnext.checkpoint.AtomicFile;
import org.inceptionnext.checkpoint.pickle.PickleWriter;
import org.inceptionnext.checkpoint.torch.TorchArchive;

/** A TorchScript module that has methods and no tensors: whoever calls it brings them. */
public final class StatelessModule {
    /** libtorch's {@code kProducedFileFormatVersion}. */
    private static final String FORMAT_VERSION = "10\n";

    private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, '(', 't', '.'};

    private StatelessModule() {}

    /**
     * Returns how the first argument of a method is written.
     *
     * @param className the name of the module's class
     */
    public static String self(String className) {
        return "self: __torch__." + className;
    }

    /**
     * Writes an archive, replacing what was there only when all of it is written.
     *
     * @param className the name of the module's class
     * @param methods their text in the subset of Python that torch itself writes into an archive, indented by two
     * @throws IOException if the file cannot be written
     */
    public static void write(String className, String methods, Path file) throws IOException {
        String code = "class " + className + "(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
                + methods;
        AtomicFile.write(file, out -> {
            TorchArchive archive = new TorchArchive(out);
            archive.add(".data/version", FORMAT_VERSION.getBytes(StandardCharsets.US_ASCII));
            archive.add("constants.pkl", NO_CONSTANTS);
            archive.add("code/__torch__.py", code.getBytes(StandardCharsets.US_ASCII));
            archive.add("data.pkl", instance(className));
            archive.finish();
        });
    }

    private static byte[] instance(String className) {
        PickleWriter pickle = new PickleWriter();
        pickle.instance("__torch__", className);
        pickle.emptyDict();
        pickle.mark();
        pickle.text("training");
        pickle.falseValue();
        pickle.setItems();
        pickle.build();
        return pickle.finish();
    }
}

package org.inceptionnext.cli.pictures;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.Printable;
import org.inceptionnext.djl.InceptionNextModelZoo;

/**
 * A model that {@code Criteria} loaded, asked with pictures that are prepared already.
 *
 * @param <P> a prepared picture
 * @param <O> what it answers for each picture
 */
public final class LoadedModel<P, O> implements AutoCloseable {
    private static final Pattern GPU = Pattern.compile("gpu(\\d{0,3})");

    private final ZooModel<Path, O> model;
    private final Predictor<P, O> predictor;

    private LoadedModel(ZooModel<Path, O> model, Predictor<P, O> predictor) {
        this.model = model;
        this.predictor = predictor;
    }

    /**
     * Loads a model.
     *
     * @param request what is asked of it
     * @param arguments the arguments of {@code Criteria.optArgument}
     * @param device what {@code --device} says
     */
    static <P, O> LoadedModel<P, O> load(
            ChosenModel chosen, PictureRun.Request<P, O> request, Map<String, Object> arguments, String device)
            throws IOException, ModelNotFoundException, MalformedModelException {
        Criteria.Builder<Path, O> criteria = Criteria.builder()
                .setTypes(Path.class, request.answer())
                .optGroupId(chosen.card().group())
                .optArtifactId(chosen.card().name());
        if (!chosen.card().group().equals(InceptionNextModelZoo.GROUP_ID)) {
            // DJL takes the newest version; this is the one that was found.
            criteria.optArgument(
                    "card", chosen.card().qualifiedName() + "@" + chosen.card().version());
        }
        chosen.arguments().forEach(criteria::optArgument);
        chosen.weights().ifPresent(file -> criteria.optArgument("weights", file));
        arguments.forEach(criteria::optArgument);
        if (!device.equals("auto")) {
            criteria.optDevice(device(device));
        }
        ZooModel<Path, O> model = criteria.build().loadModel();
        Translator<P, O> translator = request.preparation().translator(model.getTranslator());
        return new LoadedModel<>(model, model.newPredictor(translator));
    }

    /** Returns an answer for each picture, in order. */
    List<O> predict(List<P> pictures) throws TranslateException {
        return predictor.batchPredict(pictures);
    }

    /** Returns where it runs, in words. */
    public String device() {
        Device device = model.getNDManager().getDevice();
        return device.isGpu() ? "GPU " + device.getDeviceId() : "the CPU";
    }

    /** Returns how far the weights were verified, in words. */
    String integrity() {
        return String.valueOf(model.getProperty("integrity"));
    }

    @Override
    public void close() {
        predictor.close();
        model.close();
    }

    public static Device device(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("cpu")) {
            return Device.cpu();
        }
        var gpu = GPU.matcher(lower);
        if (!gpu.matches()) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "no such device: " + Printable.line(name, Printable.NAME_CHARS),
                    "There are auto, cpu, gpu, and gpu1, gpu2 ... for one of several.");
        }
        int index = gpu.group(1).isEmpty() ? 0 : Integer.parseInt(gpu.group(1));
        int count = Engine.getInstance().getGpuCount();
        if (index >= count) {
            throw new FailureException(
                    ExitCode.USAGE,
                    name + " was asked for, and the PyTorch library in use sees " + count + " GPUs",
                    "inx brings PyTorch for the CPU only. Use --device cpu.");
        }
        return Device.gpu(index);
    }
}

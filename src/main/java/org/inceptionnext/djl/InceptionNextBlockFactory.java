package org.inceptionnext.djl;

import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Makes the block of a model: finds and verifies its weights, checks that they fit the network, compiles, loads.
 *
 * <p>Arguments ({@code Criteria.optArgument}, or the query of a {@code djl://} URL):
 *
 * <ul>
 *   <li>{@code weights}: a file of weights of the same network ({@code .pth}, {@code .pt}, {@code .safetensors}), used
 *       instead of the published ones; nothing is fetched then; a relative name is first looked for in the model's folder. Detectors with an InceptionNeXt backbone need one, since no
 *       weights of theirs are published; a detector that carries its rows, as YOLOv5 saves it, is built from them
 *   <li>{@code backboneWeights}: for a detector that is to be trained. {@code released}, or a file, gives its backbone a
 *       classifier's weights instead; neck and head are initialised, and its boxes mean nothing yet. The model's property
 *       {@code backbone} says how much was taken
 *   <li>{@code key}: which weights of a {@code weights} file that has several, such as {@code state_dict}
 *   <li>{@code object}: true to read a {@code weights} file with objects of unknown classes too, as inert data
 *   <li>{@code numClasses}, {@code inChannels}: checked against the weights; without them, the weights' own
 *   <li>{@code labels}: a text file with one class name a line; without it, the names inside the weights, else those of the
 *       model's data set
 *   <li>{@code preset}: {@code upstream} (default) or {@code timm}, where the two publish different preprocessing
 *   <li>{@code imageSize}: a side, or {@code HEIGHTxWIDTH}, in pixels
 *   <li>{@code exif}: true to turn pictures upright by their EXIF orientation; timm does not. Detectors do without being
 *       asked, as OpenCV does
 *   <li>{@code topK}: how many classes {@code Classifications} shows, 5
 *   <li>{@code multiLabel}: true for a sigmoid for each class instead of a softmax over all
 *   <li>{@code dtype}: {@code float32} (default), {@code bfloat16} or {@code float16}, what the network computes in; input
 *       and output are float32 whatever it is
 *   <li>{@code form}: how the network is compiled. On the processor {@code latency} (default), fastest for one picture at a
 *       time, {@code throughput}, for many, both on oneDNN's operators; or {@code portable}, plain operators, which is what
 *       others get wherever the operators are missing or give wrong results. The model's property {@code compiledForm} says which
 *       it became
 *   <li>what a detector takes beside these: see {@link InceptionNextDetectionTranslatorFactory}
 * </ul>
 */
public final class InceptionNextBlockFactory implements BlockFactory {
    private static final long serialVersionUID = 1L;

    /** Makes a factory; DJL calls this by the name in a model's card. */
    public InceptionNextBlockFactory() {}

    /**
     * Makes the block; it belongs to the model and ends with it. The model's property {@code integrity} then says how far
     * the weights were verified.
     *
     * @throws org.inceptionnext.fetch.FetchException if the weights are not on this machine
     * @throws org.inceptionnext.fetch.IntegrityException if they are not what the card states
     * @throws org.inceptionnext.checkpoint.MalformedCheckpointException if the file is something else or damaged
     * @throws org.inceptionnext.network.WeightMismatchException if the tensors are not those of the network
     * @throws org.inceptionnext.network.yolov5.RowFormatException if a detector's own rows are wrong
     * @throws IOException if a file cannot be read or written
     * @throws IllegalArgumentException if an argument is not what it should be
     */
    @Override
    public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments) throws IOException {
        boolean onGpu = model.getNDManager().getDevice().isGpu();
        try (PreparedNetwork network = PreparedNetwork.of(modelPath, arguments, onGpu)) {
            return network.block(model);
        } catch (IOException | RuntimeException e) {
            // DJL drops the model that it made for this block without closing it.
            model.close();
            throw e;
        }
    }
}

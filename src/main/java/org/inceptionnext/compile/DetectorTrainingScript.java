package org.inceptionnext.compile;

import java.io.IOException;
import java.nio.file.Path;
import org.inceptionnext.network.Graph;

/**
 * Writes a detector as a TorchScript archive that trains it. The module holds no tensor: whoever calls it brings them.
 *
 * <p>Its methods, of {@code x} (a float32 batch (N, 3, H, W)), {@code m}, {@code p} and {@code b} as {@link TrainingScript} has
 * them, and {@code q}, the objects that cells are to find. It holds three arrays for each map, finest first:
 *
 * <ul>
 *   <li>int64 (2, n): for each pair of an object and a cell with an anchor the cell's place among (N, anchors, rows, columns),
 *       and the object's class;
 *   <li>float32 (n, 7): the object's centre beside the cell's corner, width and height, the anchor's width and height, all in
 *       cells; and the pair's weight in the means of box and class, 1 / n;
 *   <li>int64 (2, k): the places of different cells, and for each the pair whose box it is to say the quality of.
 * </ul>
 *
 * <p>Any of them may be empty.
 *
 * <ul>
 *   <li>{@code evaluate(x, p, b)}: the decoded boxes (N, boxes, 5 + classes), normalised by the running statistics;
 *   <li>{@code judge(x, q, p, b)}: a list of those boxes and the three terms of the loss;
 *   <li>{@code forward(x, m, p, b)}: a list of the raw maps as training computes them; each call moves the running statistics;
 *   <li>{@code step(x, m, q, p, b)}: a list of the loss's three terms (box, objectness, class), scaled, and the gradient of their
 *       sum times N with respect to each {@linkplain TrainingScript#trained trained} parameter.
 * </ul>
 */
public final class DetectorTrainingScript {
    private DetectorTrainingScript() {}

    /**
     * Writes an archive, replacing what was there only when all of it is written. The same network gives the same bytes.
     *
     * @param graph a detector, not folded
     * @throws IllegalArgumentException if the graph has no raw maps, a frozen name is none of its parameters, or the form asks
     *     for checkpointing
     * @throws IOException if the file cannot be written
     */
    public static void write(Graph graph, TrainingForm form, DetectionLoss loss, Path file) throws IOException {
        StatelessModule.write(TrainingCode.CLASS_NAME, new DetectorTrainingCode(graph, form, loss).methods(), file);
    }
}

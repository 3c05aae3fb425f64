package org.inceptionnext.compile;

import java.io.IOException;
import java.nio.file.Path;

/** A detector's loss as a module of its own, with the gradients that the goldens have. */
public final class DetectionLossModule {
    private static final String SELF = "self: __torch__.Loss";

    private DetectionLossModule() {}

    /** Writes {@code gradient(x, r, q)}, where x is not read: the terms, and their sum's gradient by each map; and {@code ciou_gradient(predicted, target)}. */
    public static void write(DetectionLoss loss, int maps, int classes, Path file) throws IOException {
        StringBuilder text = new StringBuilder(new DetectionLossCode(loss, maps, classes, "Loss").methods());
        text.append("  def gradient(" + SELF + ", x: Tensor, r: List[Tensor], q: List[Tensor]) -> List[Tensor]:\n");
        StringBuilder leaves = new StringBuilder();
        StringBuilder gradients = new StringBuilder();
        for (int map = 0; map < maps; map++) {
            text.append("    z" + map + " = torch.requires_grad_(torch.detach(r[" + map + "]))\n");
            leaves.append(map == 0 ? "z" : ", z").append(map);
            gradients.append(", unchecked_cast(Tensor, g[" + map + "])");
        }
        text.append("    terms = (self).terms([" + leaves + "], q, )\n");
        text.append("    g = torch.autograd.grad([torch.sum(terms)], [" + leaves + "])\n");
        text.append("    return [torch.detach(terms)" + gradients + "]\n");
        text.append("  def ciou_gradient(" + SELF + ", predicted: Tensor, target: Tensor) -> List[Tensor]:\n");
        text.append("    z = torch.requires_grad_(torch.detach(predicted))\n");
        text.append("    y = (self).ciou(torch.narrow(z, 1, 0, 2), torch.narrow(z, 1, 2, 2), target, )\n");
        text.append("    g = torch.autograd.grad([torch.sum(y)], [z])\n");
        text.append("    return [torch.detach(y), unchecked_cast(Tensor, g[0])]\n");
        StatelessModule.write("Loss", text.toString(), file);
    }
}
